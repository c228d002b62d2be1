import { createHmac } from 'node:crypto'
import { FIXTURES_KEY } from '../../src/cli/support/mapping.js'

/** What happened, before any provider wrote it down: the source of raw records and of the events expected from them. */
export interface Fact {
  readonly n: number
  readonly user: number
  readonly operation: 'register' | 'change' | 'unlink' | 'charge'
  readonly outcome: 'succeeded' | 'failed' | 'refused'
  readonly reason: Reason | undefined
  readonly factors: readonly string[]
  readonly yen: number
  /** Seconds since the epoch. */
  readonly at: number
}

type Reason = (typeof REASONS)[number]

const REASONS = ['pin', 'name', 'birthdate', 'phone', 'already-linked', 'suspended', 'limit', 'other'] as const
const FACTORS = ['account-number', 'name', 'birthdate', 'pin', 'ekyc-photo'] as const
const OPERATIONS = ['register', 'change', 'unlink', 'charge'] as const
const BANKS = ['9900', '0040', '0001', '0010', '0036', '0152'] as const
const NOON_OF_14TH = Date.UTC(2020, 8, 14, 3) / 1000

/** Each operation with each outcome and reason, and what succeeds more than once. */
export function facts(count: number): Fact[] {
  return Array.from({ length: count }, (_, n) => {
    const operation = at(OPERATIONS, n)
    const outcome = at(['succeeded', 'failed', 'succeeded', 'refused', 'failed'] as const, n)
    const reason = outcome === 'failed' ? at(REASONS, n) : outcome === 'refused' ? at(REASONS.slice(5), n) : undefined
    const factors = operation === 'unlink' || operation === 'charge' ? [] : [at(FACTORS, n), at(FACTORS, n + 2)]
    return { n, user: n % 7, operation, outcome, reason, factors, yen: 1000 * (n + 1), at: NOON_OF_14TH + 61 * n }
  })
}

export function at<T>(list: readonly T[], i: number): T {
  return list[i % list.length] as T
}

export const bankOf = ({ user }: Fact) => ({
  code: at(BANKS, user),
  branch: String(11 + user).padStart(3, '0'),
  number: String(8_104_729 + 1013 * user),
})

export const ipOf = ({ user }: Fact) => `203.0.113.${100 + user}`
export const digits = (n: number, width: number) => String(n).padStart(width, '0')
export const phoneOf = ({ user }: Fact, first: number) => `090-0000-${digits(first + user, 4)}`

/** The token as the contract of mappings says it: HMAC-SHA-256 of kind, owner and value, 128 bits of it. */
function token(kind: string, letter: string, owner: string, value: string): string {
  const hmac = createHmac('sha256', FIXTURES_KEY).update(`${kind}\n${owner}\n${value}`).digest('hex')
  return `${letter}-${hmac.slice(0, 32)}`
}

interface Raw {
  readonly provider: string
  readonly id: string
  readonly wallet: string
  readonly device: string
  readonly phone: string
  /** What only some providers say. */
  readonly more?: object
}

/** The event of a fact, as canonical JSON. */
export function expected(fact: Fact, { provider, id, wallet, device, phone, more }: Raw): string {
  const { code, branch, number } = bankOf(fact)
  const isCharge = fact.operation === 'charge'
  const event: Record<string, unknown> = {
    ...more,
    account: token('account', 'a', '', `${code}${branch}${number}`),
    at: new Date((fact.at + 9 * 3600) * 1000).toISOString().replace('.000Z', '+09:00'),
    bank: code,
    device: token('device', 'd', provider, device),
    id: `${provider}:${id}`,
    ip: ipOf(fact),
    outcome: fact.outcome,
    provider,
    reason: fact.reason,
    type: isCharge ? 'charge' : 'link',
    wallet: token('wallet', 'w', provider, wallet),
    ...(isCharge ? { yen: fact.yen, trigger: triggerOf(fact) } : ofLink(fact, phone)),
  }
  return JSON.stringify(Object.fromEntries(Object.entries(event).sort(([a], [b]) => (a < b ? -1 : 1))))
}

function ofLink({ operation, factors }: Fact, phone: string): object {
  const set = factors.length > 0 ? { factors: [...factors].sort() } : {}
  return { operation, phone: token('phone', 't', '', phone.replaceAll('-', '')), ...set }
}

export const triggerOf = ({ n }: Fact) => (n % 3 === 0 ? 'auto' : 'manual')
