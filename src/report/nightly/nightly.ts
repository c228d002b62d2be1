import type { Microseconds } from '../../events/time.js'
import type {
  AlertsByProvider,
  AlertsByRule,
  CampaignStep,
  DamageRow,
  DayRow,
  DeadLetterRow,
  GrowthRow,
  HourRow,
  LateRow,
  LeakRow,
  MovementRow,
  Overview,
  PrecisionRow,
  ProviderSeen,
  PublicationRow,
  RailRow,
  RuleRow,
  SavedRow,
  SourceRow,
  StopRow,
  TopAlert,
  TotalRow,
  UnjudgedRow,
} from './rows.js'

interface Figure {
  readonly cases: number | null
  readonly yen: number | null
  readonly banks: number | null
}

/** A claim that may explain a difference; `why` is told in claims-behind.sql. */
export interface ClaimBehind {
  readonly claim: string
  readonly provider: string
  readonly bank: string
  readonly yen: number
  readonly status: string | null
  readonly channel: string | null
  readonly why: string
}

/** A figure that somebody announced, and ours of the same as-of and basis: of all channels, and of banks' reports alone. */
export interface Compared {
  readonly publisher: string
  readonly provider: string | null
  readonly bank: string | null
  readonly basis: string
  readonly asOf: Microseconds
  readonly precisionYen: number | null
  readonly announced: Figure
  readonly ours: Figure
  readonly ofBanks: Figure
  readonly claims: readonly ClaimBehind[]
}

/** Every number of the nightly report. */
export interface Nightly {
  readonly asOf: Microseconds
  readonly overview: Overview
  readonly sources: readonly SourceRow[]
  readonly providersSeen: readonly ProviderSeen[]
  readonly rules: readonly RuleRow[]
  readonly packVersion: string
  /** Of one in so many links and charges of the 24 hours. */
  readonly unjudged: { readonly oneIn: number; readonly rows: readonly UnjudgedRow[] }
  readonly movement: readonly MovementRow[]
  readonly movementWeekAgo: readonly MovementRow[]
  readonly damage: readonly DamageRow[]
  readonly totals: readonly TotalRow[]
  readonly stops: readonly StopRow[]
  readonly topAlerts: readonly TopAlert[]
  readonly rails: readonly RailRow[]
  readonly leaks: readonly LeakRow[]
  readonly compared: readonly Compared[]
  readonly claimDays: readonly DayRow[]
  readonly publications: readonly PublicationRow[]
  readonly growth: readonly GrowthRow[]
  readonly campaign: readonly CampaignStep[]
  readonly alertHours: readonly HourRow[]
  readonly alertsByRule: readonly AlertsByRule[]
  readonly alertsByProvider: readonly AlertsByProvider[]
  readonly precision: readonly PrecisionRow[]
  readonly late: readonly LateRow[]
  readonly deadLetters: readonly DeadLetterRow[]
  readonly saved: readonly SavedRow[]
}
