import type { Microseconds } from '../../events/time.js'
import type { CellState } from '../../ledger/wording.js'

/** The rows of `pipelines/reports/september-2020/*.sql`, by the name of the file. Money is whole yen. */
interface Counted {
  readonly asOf: Microseconds
  readonly cases: number | null
  readonly yen: number | null
}

/** tallies.sql */
export interface Tally extends Counted {
  readonly provider: string
  readonly bank: string
  readonly state: CellState
}

/** provider-tallies.sql */
export interface ProviderTally extends Counted {
  readonly provider: string
  readonly banks: number | null
  readonly casesAfterStop: number | null
  readonly stoppedAt: Microseconds | null
}

/** Of one bank, or (bank null) over all banks of a provider; a total has no state. */
export interface DamageFigure extends Counted {
  readonly provider: string
  readonly bank: string | null
  readonly state: CellState | null
  readonly banks: number | null
  readonly casesAfterStop: number | null
  readonly stoppedAt: Microseconds | null
}

/** announcements.sql */
export interface Announcement extends Counted {
  readonly publisher: string
  readonly provider: string | null
  readonly bank: string | null
  readonly publishedAt: Microseconds
  readonly banks: number | null
}

interface Stop {
  readonly operation: string
  readonly since: Microseconds
  readonly approximate: boolean
}

/** providers.sql */
export interface ProviderRow {
  readonly provider: string
  readonly bank: string
  readonly adoption: string
  readonly stops: readonly Stop[]
  readonly state: CellState
  readonly cases: number | null
  readonly yen: number | null
}

interface Bilingual {
  readonly ja: string
  readonly en: string
}

/** alerts-by-rule.sql */
export interface RuleFigure {
  readonly rule: string
  readonly title: Bilingual
  readonly severity: string
  readonly alerts: number
  readonly accounts: number
  readonly yen: number
}

/** alerts-by-day.sql; `day` is `2020-09-15` in Japan */
export interface RuleDay {
  readonly day: string
  readonly rule: string
  readonly severity: string
  readonly alerts: number
}

/** early-warning.sql */
export interface EarlyWarning {
  readonly accounts: number
  readonly claimedYen: number
  readonly namedYen: number
  readonly savedNextYen: number
  readonly accountsWithCharges: number
  readonly accountsOfSeveral: number
  readonly warned: number
  readonly warnedAtFirst: number
  readonly warnedBeforeLast: number
  readonly warnedInTime: number
  readonly warnedInTimeOfSeveral: number
  readonly saved: readonly { readonly minutes: number; readonly yen: number; readonly accounts: number }[]
}

/** suspected.sql */
export interface SuspectedFigure {
  readonly provider: string
  readonly cases: number
  readonly yen: number
  readonly banks: number
}

/** suspected-total.sql */
export interface SuspectedTotal {
  readonly cases: number
  readonly yen: number
  readonly providers: number
  readonly banks: number
}

/** attack.sql */
export interface Attack {
  readonly claim: string
  readonly provider: string
  readonly bank: string
  readonly account: string
  readonly wallet: string
  readonly yen: number
  readonly knownAt: Microseconds
  readonly savedYen: number
}

/** attack-steps.sql */
export interface Step {
  readonly stepAt: Microseconds
  readonly kind: string
  readonly yen: number | null
  readonly word: string | null
  readonly detail: string | null
  readonly title: Bilingual | null
  readonly link: {
    readonly outcome: string
    readonly factors: readonly string[] | null
    readonly network: string | null
    readonly twoFactor: string
    readonly adoption: string
    readonly samePerson: boolean | null
  } | null
}

/** overview.sql */
export interface Overview {
  readonly events: number
  readonly firstEventAt: Microseconds
  readonly lastEventAt: Microseconds
  readonly links: number
  readonly charges: number
  readonly twoFactors: number
  readonly deadLetters: number
  readonly alerts: number
  readonly alertAccounts: number
  readonly alertYen: number
}

export interface Figures {
  readonly asOf: Microseconds
  readonly overview: Overview
  readonly damage: readonly DamageFigure[]
  readonly announcements: readonly { readonly announced: Announcement; readonly ours: DamageFigure }[]
  readonly providers: readonly ProviderRow[]
  readonly rules: readonly RuleFigure[]
  readonly days: readonly string[]
  readonly ruleDays: readonly RuleDay[]
  readonly earlyWarning: EarlyWarning
  readonly suspected: readonly SuspectedFigure[]
  readonly suspectedTotal: SuspectedTotal
  readonly attack: (Attack & { readonly steps: readonly Step[] }) | null
}
