import fc from 'fast-check'
import { day, hour, minute, second } from './time.js'

/** An event as a producer has it: `at` and other instants in microseconds; `id` comes later. */
export interface Raw {
  readonly type: string
  readonly at: number
  readonly [field: string]: unknown
}
/** An event, and how long after the one before it in its scene it happens. */
export interface Step {
  readonly gap: number
  /** Or at this very instant. */
  readonly at?: number | undefined
  readonly event: Omit<Raw, 'at'> & { readonly type: string }
}
export type Steps = fc.Arbitrary<Step[]>

export const at = (text: string) => Date.parse(text) * 1000

/** Where scenes begin: at and before the edges of a day and of a month, in its middle; now and then in another age. */
export const bases = fc.oneof(
  {
    weight: 20,
    arbitrary: fc.constantFrom(
      at('2020-09-16T00:00:00+09:00'),
      at('2020-09-15T23:55:00+09:00'),
      at('2020-09-16T12:34:56.789+09:00'),
      at('2020-09-30T23:50:00+09:00'),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(at('2020-08-01T00:00:00+09:00'), at('1969-12-31T23:00:00Z'), at('2101-01-31T14:50:00Z')),
  },
)

/** A span, or one microsecond less or more. */
export const edge = (span: number) => fc.constantFrom(span, span - 1, span + 1)

export const soon = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(0, 1, second, minute, 3 * minute) },
  edge(5 * minute),
  edge(10 * minute),
)
export const within2h = fc.oneof({ weight: 3, arbitrary: soon }, edge(20 * minute), edge(30 * minute), edge(hour))
export const withinDays = fc.oneof({ weight: 3, arbitrary: soon }, edge(hour), edge(12 * hour), edge(day))
export const withinWeeks = fc.oneof(withinDays, edge(day), edge(3 * day), edge(7 * day), edge(2 * day))

export const providers = fc.constantFrom('paypay', 'paypay', 'linepay')
/** Mostly unknown: what few links say. */
export const rarely = <T>(...values: readonly T[]) =>
  fc.constantFrom(undefined, undefined, undefined, undefined, ...values)
/** Each account has its bank, but for a producer's slip. */
const bankOf: Readonly<Record<string, string>> = { a1: '9900', a2: '9900', a3: '0040', a4: '9900', a5: '9900' }
export const accounts = fc.constantFrom(...Object.keys(bankOf))
export const wallets = fc.constantFrom('w1', 'w2', 'w3')
export const devices = fc.constantFrom('d1', 'd2', undefined)
export const ips = fc.constantFrom('203.0.113.1', '2001:db8::1', undefined)
export const phones = fc.constantFrom('p1', 'p2')
export const persons = fc.constantFrom('h1', 'h2')
export const banks = fc.constantFrom('9900', '9900', '0040')
export const banksOrAll = fc.constantFrom('9900', '0040', '*')
export const outcomes = fc.constantFrom('succeeded', 'succeeded', 'succeeded', 'succeeded', 'failed', 'refused')
export const reasons = fc.constantFrom('pin', 'name', 'birthdate', 'phone', 'other', 'already-linked', undefined)

/** The account and its bank, which is another one in one of 40. */
export const accountsAtBanks = fc
  .tuple(accounts, fc.integer({ min: 0, max: 39 }))
  .map(([account, slip]) => ({ account, bank: slip === 39 ? '0005' : (bankOf[account] ?? '9900') }))

/** These steps with some fields set the same for all of them. */
export const steps = (gap: fc.Arbitrary<number>, event: fc.Arbitrary<Step['event']>, max: number, min = 1): Steps =>
  fc.array(fc.record({ gap, event }), { minLength: min, maxLength: max })
