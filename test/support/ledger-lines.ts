import { contentOf, sha256 } from '../../src/events/content.js'
import { formatJst, MICROS } from '../../src/events/time.js'
import { validate } from '../../src/ingest/validate.js'

const START = Date.UTC(2020, 8, 14, 15) * 1000

/** So many minutes after midnight of 15 September 2020. */
export function minute(minutes: number): string {
  return formatJst(START + minutes * MICROS.minute)
}

const YUCHO = { provider: 'paypay', bank: '9900' } as const
export const AEON = { provider: 'paypay', bank: '0040' } as const

type Fields = Readonly<Record<string, unknown>>

/** A line of NDJSON: an event at so many minutes, of PayPay at ゆうちょ銀行 where the fields do not say otherwise. */
function line(type: string, defaults: Fields, id: string, minutes: number, fields: Fields): string {
  return JSON.stringify({ type, id, at: minute(minutes), ...defaults, ...fields })
}

export function charge(id: string, minutes: number, fields: Fields = {}): string {
  const defaults = { ...YUCHO, account: 'a', wallet: 'w', yen: 1000, outcome: 'succeeded' }
  return line('charge', defaults, id, minutes, fields)
}

/** A revision of claim K, of account a and no charge in particular. */
export function claim(id: string, minutes: number, fields: Fields = {}): string {
  const defaults = { ...YUCHO, claim: 'K', account: 'a', status: 'declared', yen: 1000, occurredAt: minute(0) }
  return line('claim', defaults, id, minutes, fields)
}

/** Any other word about a rail. */
export function word(type: string, id: string, minutes: number, fields: Fields): string {
  return line(type, YUCHO, id, minutes, fields)
}

/** Two contents of one id: the one that will be displaced, then the one that stays. */
export function loserFirst(one: string, other: string): [loser: string, winner: string] {
  return hashOf(one) > hashOf(other) ? [one, other] : [other, one]
}

function hashOf(message: string): string {
  const outcome = validate(JSON.parse(message), { providers: new Set([YUCHO.provider]) })
  if (!outcome.ok) throw new Error(outcome.why)
  return sha256(contentOf(outcome.value))
}
