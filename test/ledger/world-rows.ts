import type { Row } from './database.js'
import type { World } from './worlds.js'

/** An instant of a generated world: some minutes of a day in 2020. */
export const micros = (at: number) => 1_600_000_000_000_000n + BigInt(at) * 60_000_000n
const dated = <T extends { at: number }>({ at, ...rest }: T) => ({ event_at: micros(at), ...rest })

/** What is claimed and said of rails, by table. */
export function claimRowsOf(world: World): Record<string, readonly Row[]> {
  return {
    claims: world.claims.map(({ occurredAt, occurredTo, preventedYen, recoveredYen, ...rest }) => ({
      ...dated(rest),
      occurred_at: micros(occurredAt),
      occurred_to: occurredTo === null ? null : micros(occurredTo),
      prevented_yen: preventedYen,
      recovered_yen: recoveredYen,
    })),
    compensations: world.compensations.map(dated),
    suspensions: world.suspensions.map(dated),
    inquiries: world.inquiries.map(dated),
    exposures: world.exposures.map(dated),
  }
}

/** All of a world, by table. */
export function rowsOf(world: World): Record<string, readonly Row[]> {
  return {
    ...claimRowsOf(world),
    adoptions: world.adoptions.map(e => ({ ...dated(e), status: 'adopted' })),
    limits: world.limits.map(dated),
    announcements: world.announcements.map(dated),
    links: world.transfers.filter(t => t.yen === null).map(({ yen: _yen, ...rest }) => dated(rest)),
    charges: world.transfers.filter(t => t.yen !== null).map(dated),
    alerts: world.alerts,
    alert_events: world.firings.map(({ alert, knownAt, severity, transfer: { id, ...rest } }) => {
      return { alert_id: alert, known_at: micros(knownAt), severity, event_id: id, ...dated(rest) }
    }),
  }
}
