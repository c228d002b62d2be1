import type { BankenEvent, Transfer } from '../../../src/events/catalogue.js'

export type Severity = 'info' | 'low' | 'medium' | 'high' | 'critical'

export interface Rule {
  readonly id: string
  readonly entityType: string
  /** The entity that an event is about; none where the event does not say it. */
  entity(of: Transfer): string | undefined
  /** How severe it is that this event, which is no snapshot, happened among these; nothing where the rule is quiet. */
  judge(events: readonly BankenEvent[], of: Transfer): Severity | undefined
  /** When that could be known, where it may be later than the event. */
  knownAt?(events: readonly BankenEvent[], of: Transfer): number
}
