import { formatJst, MICROS } from '../../src/events/time.js'
import type { World } from './worlds.js'

const START = 1_600_000_000_000_000

/** An instant of a generated world: some minutes of a day in 2020. */
const rfc3339 = (at: number) => formatJst(START + at * MICROS.minute)

/** The events of a world as a producer sends them. Their ids are one name space: where two are equal, one is displaced. */
export function linesOf(world: World): string[] {
  const of = (type: string, words: readonly object[]) => words.map(word => line({ type, ...word }))
  const isLink = (yen: number | null) => yen === null
  return [
    ...of('claim', world.claims),
    ...of('compensation', world.compensations),
    ...of('suspension', world.suspensions),
    ...of('inquiry', world.inquiries),
    ...of('exposure', world.exposures),
    ...of(
      'adoption',
      world.adoptions.map(word => ({ ...word, status: 'adopted' })),
    ),
    ...of(
      'limit',
      world.limits.map(word => ({ ...word, per: 'day' })),
    ),
    ...of(
      'announcement',
      world.announcements.map(word => ({ publisher: 'x', basis: 'declared', asOf: 0, ...word })),
    ),
    ...of(
      'link',
      world.transfers.filter(({ yen }) => isLink(yen)).map(word => ({ ...TRANSFER, operation: 'register', ...word })),
    ),
    ...of(
      'charge',
      world.transfers.filter(({ yen }) => !isLink(yen)).map(word => ({ ...TRANSFER, ...word })),
    ),
  ]
}

const TRANSFER = { wallet: 'w', outcome: 'succeeded' }
const INSTANTS = new Set(['at', 'asOf', 'occurredAt', 'occurredTo'])

function line(fields: object): string {
  const values = Object.entries(fields).map(([name, value]) => [
    name,
    typeof value === 'number' && INSTANTS.has(name) ? rfc3339(value) : value,
  ])
  return JSON.stringify(Object.fromEntries(values))
}
