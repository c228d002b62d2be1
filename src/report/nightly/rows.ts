import type { Microseconds } from '../../events/time.js'
import type { Bilingual } from '../table.js'

/** Rows of `pipelines/reports/nightly/*.sql`; each file says what it counts. Instants are microseconds, money whole yen. */
export interface Overview {
  readonly events: number
  readonly allEvents: number
  readonly firstEventAt: Microseconds
  readonly lastEventAt: Microseconds
  readonly newestEventAt: Microseconds
  readonly deadLetters: number
  readonly stored: number
  readonly deadLettered: number
}

export interface SourceRow {
  readonly source: string
  readonly messages: number
  readonly ignored: number
  readonly received: number
  readonly stored: number
  readonly duplicates: number
  readonly deadLettered: number
  readonly balances: boolean
  readonly broker: number | null
  readonly records: number | null
  readonly counted: number | null
  readonly isBrokenOff: boolean
}

/** Of the links and charges that a rule looks at, those that it could not judge for want of a value. */
export interface UnjudgedRow {
  readonly rule: string
  readonly provider: string
  readonly events: number
  readonly unjudged: number
}

export interface PublicationRow {
  readonly name: string
  readonly asOf: Microseconds
  readonly bases: readonly string[]
  readonly corrects: string | null
}

export interface ProviderSeen {
  readonly provider: string
  readonly dayEvents: number
  readonly weekEvents: number
  readonly lastAt: Microseconds
}

export interface RuleRow {
  readonly rule: string
  readonly version: string
  readonly effectiveFrom: Microseconds | null
  readonly mode: string
  readonly phase: string
  readonly title: Bilingual
  readonly lastFiredAt: Microseconds | null
}

export interface MovementRow {
  readonly kind: string
  readonly cases: number
  readonly yen: number
}

export interface DamageRow {
  readonly provider: string
  readonly bank: string
  readonly basis: string
  readonly state: 'reported' | 'investigating' | 'undisclosed'
  readonly cases: number | null
  readonly yen: number | null
  readonly casesSoFar: number | null
  readonly yenSoFar: number | null
  readonly accounts: number | null
  readonly netYen: number | null
  readonly preventedYen: number | null
  readonly recoveredYen: number | null
  readonly casesAfterStop: number | null
  readonly yenAfterStop: number | null
  readonly links: number | null
  readonly rate: number | null
  readonly rateLow: number | null
  readonly rateHigh: number | null
}

export interface TotalRow {
  readonly level: 'all' | 'provider'
  readonly provider: string | null
  readonly basis: string
  readonly cases: number | null
  readonly yen: number | null
  readonly banks: number | null
  readonly netYen: number | null
  readonly casesAfterStop: number | null
  readonly unknownCells: number
}

export interface StopRow {
  readonly provider: string
  readonly bank: string
  readonly operations: readonly string[]
  readonly since: Microseconds
  readonly approximate: boolean
  readonly resumedAt: Microseconds | null
  readonly state: string | null
  readonly cases: number
  readonly yen: number
}

export interface TopAlert {
  readonly id: string
  readonly rule: string
  readonly title: Bilingual
  readonly reason: Bilingual | null
  readonly severity: string
  readonly entityType: string
  readonly entityId: string
  readonly provider: string
  readonly bank: string
  readonly eventCount: number
  readonly accounts: number
  readonly yen: number
  readonly firstAt: Microseconds
  readonly runbook: string
}

export interface RailRow {
  readonly provider: string
  readonly bank: string
  readonly newLinks: number
  readonly firstHourYen: number
  readonly baselineYen: number | null
  readonly baselineDays: number
  readonly adoption: string
  readonly links: number | null
  readonly firstLinkAt: Microseconds | null
  readonly isLaunch: boolean
}

export interface LeakRow {
  readonly list: string
  readonly knownAt: Microseconds
  readonly takenFrom: Microseconds | null
  readonly identities: number
  readonly accounts: number
  readonly claims: number
}

export interface DayRow {
  readonly day: string
  readonly occurred: number
  readonly reported: number
}

export interface GrowthRow {
  readonly day: string
  readonly basis: string
  readonly cases: number
  readonly yen: number
}

export interface CampaignStep {
  readonly stepAt: Microseconds
  readonly kind: 'link' | 'charge' | 'alert' | 'stop'
  readonly subject: string
  readonly yen: number
  readonly bank: string | null
  readonly severity: string | null
  readonly wallet: string
  readonly provider: string
}

export interface HourRow {
  readonly rule: string
  readonly severity: string
  readonly hour: number
  readonly alerts: number
}

export interface AlertsByRule {
  readonly rule: string
  readonly mode: string
  readonly severity: string
  readonly alerts: number
  readonly newAlerts: number
  readonly yen: number
}

export interface AlertsByProvider {
  readonly provider: string
  readonly alerts: number
  readonly graveAlerts: number
  readonly accounts: number
  readonly yen: number
}

export interface PrecisionRow {
  readonly rule: string
  readonly mode: string
  readonly accounts: number
  readonly claimed: number
  readonly excluded: number
}

export interface LateRow {
  readonly provider: string
  readonly events: number
  readonly late: number
  readonly maxMinutes: number | null
}

export interface DeadLetterRow {
  readonly reason: string
  readonly letters: number
  readonly sample: {
    readonly source: string
    readonly part: number
    readonly place: number
    readonly sha256: string
    readonly why: string
  }
}

export interface SavedRow {
  readonly minutes: number
  readonly namedYen: number
  readonly accounts: number
  readonly savedYen: number
  readonly savedAccounts: number
}

export interface QuarterRow {
  readonly year: number
  readonly quarter: number
  readonly cases: number
  readonly yen: number
  readonly averageYen: number
  readonly compensated: number
  readonly paidYen: number
  readonly refused: number
  readonly open: number
}
