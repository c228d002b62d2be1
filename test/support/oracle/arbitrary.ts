import fc from 'fast-check'
import { bases, type Raw, type Step } from './raw.js'
import { scenes } from './scenes.js'
import { hour, minute, rfc3339 } from './time.js'

/** What else a producer does with an event: nothing, sends it twice, sends another under its id, sends rubbish. */
const twists = fc.constantFrom(
  ...Array.from({ length: 14 }, () => 'none'),
  'duplicate',
  'later',
  'otherYen',
  'otherAccount',
  'otherType',
  'bad',
)

/** Lines that are no events: no JSON, no object, a bad field, an unknown type or provider, an impossible day. */
const BAD = [
  '{"id":"x","type":"charge"',
  '[]',
  'null',
  '{"type":"teapot","id":"x","at":"2020-09-16T00:00:00+09:00"}',
  '{"id":"x","type":"sim","at":"2020-09-31T00:00:00+09:00","phone":"p1","status":"reissued"}',
  '{"id":"x","type":"sim","at":"2020-09-16T00:00:00","phone":"p1","status":"reissued"}',
  '{"id":"x","type":"adoption","at":"2020-09-16T00:00:00Z","provider":"nobody","bank":"9900","status":"adopted"}',
  '{"id":"x","type":"holder","at":"2020-09-16T00:00:00Z","bank":"99","account":"a1","person":"h1"}',
]

const notes = fc.record({
  /** Ids sort by it, so that equal instants are ordered by chance. */
  salt: fc.integer({ min: 0, max: 4 }),
  style: fc.integer({ min: 0, max: 4 }),
  twist: twists,
  bad: fc.constantFrom(...BAD),
})
type Notes = typeof notes extends fc.Arbitrary<infer T> ? T : never

/** Instants of the steps of a scene, and fields that are spans or pairs written out. */
function played(base: number, steps: readonly Step[]): Raw[] {
  let at = base
  return steps.map(({ gap, event, at: instant }) => {
    at = instant ?? at + gap
    const { where, walletAge, occurredAt, ...rest } = event as Record<string, unknown>
    const opened = typeof walletAge === 'number' ? { walletOpenedAt: rfc3339(at - walletAge) } : {}
    const occurred = typeof occurredAt === 'number' ? { occurredAt: rfc3339(occurredAt) } : {}
    return { type: event.type, ...rest, ...(where as object | undefined), ...opened, ...occurred, at }
  })
}

/** The same content in one of the ways to write it. */
export function written({ at, ...fields }: Raw, id: string, style = 0): string {
  const lists = Object.entries(fields).map(([k, v]) => [k, Array.isArray(v) && style === 4 ? v.toReversed() : v])
  const plain = { id, ...Object.fromEntries(lists), at: rfc3339(at) }
  const styles: readonly object[] = [
    plain,
    { ...plain, at: rfc3339(at, 0, 'Z'), madeUp: { by: ['the', 'producer'] } },
    {
      at: rfc3339(at, -3.5 * hour, '-03:30').replace('-03:30', '987-03:30'),
      ...fields,
      id,
      phone: fields.phone ?? null,
    },
    { ...plain, device: fields.device ?? null, reason: fields.reason ?? null },
    Object.fromEntries(Object.entries(plain).reverse()),
  ]
  return JSON.stringify(styles[style] ?? plain)
}

function linesOf(event: Raw, index: number, { salt, style, twist, bad }: Notes): string[] {
  const id = `${salt}-${index}`
  const line = written(event, id, style)
  const rivals: Readonly<Record<string, () => string>> = {
    duplicate: () => written(event, id, (style + 1) % 5),
    later: () => written({ ...event, at: event.at + 6 * minute }, id, style),
    otherYen: () => written({ ...event, ...('yen' in event ? { yen: 77_777 } : {}) }, id),
    otherAccount: () => written({ ...event, ...('account' in event ? { account: 'a2' } : {}) }, id),
    otherType: () => written({ type: 'sim', at: event.at, phone: 'p1', status: 'reissued' }, id),
    bad: () => bad,
  }
  const rival = rivals[twist]
  return rival ? [line, rival()] : [line]
}

/** Messages as producers send them, made to provoke the rules at their edges; in the order of their scenes. */
export const messages: fc.Arbitrary<string[]> = fc
  .array(fc.record({ base: bases, steps: scenes, notes: fc.array(notes, { minLength: 20, maxLength: 20 }) }), {
    minLength: 1,
    maxLength: 7,
    size: 'max',
  })
  .map(list =>
    list
      .flatMap(({ base, steps, notes }) => played(base, steps).map((event, i) => ({ event, notes: notes[i] })))
      .flatMap(({ event, notes }, i) => linesOf(event, i, notes ?? { salt: 0, style: 0, twist: 'none', bad: '' })),
  )
