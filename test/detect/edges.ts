import { written } from '../support/oracle/arbitrary.js'
import type { Raw } from '../support/oracle/raw.js'
import { day, hour, minute, second } from '../support/oracle/time.js'

/** 2020-09-16T12:00:00+09:00: noon, so that hours before and after are the same day. */
const noon = Date.parse('2020-09-16T12:00:00+09:00') * 1000

/** The fields of an event; `at` in microseconds after noon. */
export type Fields = Readonly<Record<string, unknown>> & { readonly at: number }

const made =
  (defaults: Readonly<Record<string, unknown>>) =>
  (id: string, { at, opened, ...fields }: Fields): string => {
    const walletOpenedAt = typeof opened === 'number' ? new Date((noon + opened) / 1000).toISOString() : undefined
    return written({ ...defaults, walletOpenedAt, ...fields, at: noon + at } as unknown as Raw, id)
  }

const rail = { provider: 'paypay', bank: '9900' }
const transfer = { ...rail, account: 'a', wallet: 'w', outcome: 'succeeded' }
export const link = made({ type: 'link', ...transfer, operation: 'register' })
export const charge = made({ type: 'charge', ...transfer, yen: 1000 })
export const limit = made({ type: 'limit', ...rail, per: 'month' })
export const stop = made({ type: 'suspension', ...rail, operations: ['register', 'charge'], status: 'suspended' })
export const holder = made({ type: 'holder', bank: '9900' })
export const sms = made({
  type: 'two-factor',
  bank: '9900',
  account: 'a',
  status: 'enrolled',
  method: 'sms',
  phone: 'p',
})
export const walletChange = made({ type: 'wallet', provider: 'paypay', wallet: 'w' })
export const login = made({ type: 'login', service: 'paypay', wallet: 'w', outcome: 'succeeded' })
export const sim = made({ type: 'sim', phone: 'p', status: 'reissued' })

/** A number of charges of an account, one a minute. */
export const charges = (...yens: number[]) => yens.map((yen, i) => charge(`c${i}`, { at: i * minute, yen }))

/** So many accounts fail at one address, evenly over `span`; the last at its end. */
export function guesses(count: number, span = 9 * minute, fields: Readonly<Record<string, unknown>> = {}): string[] {
  const guess = { operation: 'register', outcome: 'failed', reason: 'pin', ip: '203.0.113.1', ...fields }
  return Array.from({ length: count }, (_, i) =>
    link(`g${String(i).padStart(2, '0')}`, {
      at: Math.floor((i * span) / (count - 1)),
      account: `g${i}`,
      ...guess,
    }),
  )
}

/** So many links of that address that did not fail, in the first minute. */
export function others(count: number, outcome = 'refused'): string[] {
  return Array.from({ length: count }, (_, i) =>
    link(`o${i}`, { at: (i + 1) * second, account: 'o', outcome, ip: '203.0.113.1' }),
  )
}

/** The owner's own repair: stopped, changed and resumed so long before noon, when the phone is re-issued. */
export function repaired(suspended: number, changed: number, resumed: number): string[] {
  return [
    sim('s1', { at: -suspended, status: 'line-suspended' }),
    sim('s2', { at: -changed, status: 'credentials-changed' }),
    sim('s3', { at: -resumed, status: 'line-resumed' }),
  ]
}

export { day, hour, minute }
