import { bankOf, digits, expected, type Fact, facts, ipOf, phoneOf, triggerOf } from './facts.js'

const MESSAGES = 20
const OPERATIONS_A_MESSAGE = 2

const OPS = { register: 'LINK', change: 'RELINK', unlink: 'UNLINK', charge: 'CHARGE' }
const OUTCOMES = { succeeded: 'succeeded', failed: 'failed', refused: 'denied' }
const CAUSES: Readonly<Record<string, string>> = {
  pin: 'pin',
  name: 'kana',
  birthdate: 'birthday',
  phone: 'phone',
  'already-linked': 'duplicated',
  suspended: 'maintenance',
  limit: 'limit',
  other: 'unknown',
}
const AUTH: Readonly<Record<string, string>> = {
  'account-number': 'acct',
  name: 'kana',
  birthdate: 'birthday',
  pin: 'pin',
  'ekyc-photo': 'ekyc',
}

/** The messages of Merpay's sample that come of facts, and the events expected from them. */
export function merpay(): { raw: string[]; events: string[] } {
  const all = facts(MESSAGES * OPERATIONS_A_MESSAGE)
  const messages = Array.from({ length: MESSAGES }, (_, i) => {
    const user = all[i * OPERATIONS_A_MESSAGE] as Fact
    const own = all.slice(i * OPERATIONS_A_MESSAGE, (i + 1) * OPERATIONS_A_MESSAGE)
    return { i, own: own.map(fact => ({ ...fact, user: user.user })) }
  })
  return {
    raw: messages.map(({ i, own }) => JSON.stringify(message(i, own))),
    events: messages.flatMap(({ own }) => own.map(event)),
  }
}

function message(i: number, own: readonly Fact[]): object {
  const [first] = own as [Fact]
  return {
    message_id: `m-${digits(101 + i, 4)}`,
    user: { ...userOf(first), ip: ipOf(first), tel: phoneOf(first, 1300), since: 1_598_918_400 },
    operations: own.map(operation),
  }
}

const userOf = ({ user }: Fact) => ({
  id: `merpay${digits(100 + user, 7)}`,
  device: `merpay-dev-${digits(100 + user, 4)}`,
})

function operation(fact: Fact): object {
  return {
    op: OPS[fact.operation],
    op_id: `op-${10_001 + fact.n}`,
    ts: fact.at,
    bank: bankOf(fact),
    result: { outcome: OUTCOMES[fact.outcome], ...(fact.reason ? { cause: CAUSES[fact.reason] } : {}) },
    ...(fact.factors.length > 0 ? { auth: fact.factors.map(factor => AUTH[factor]) } : {}),
    ...(fact.operation === 'charge' ? { yen: fact.yen, auto: triggerOf(fact) === 'auto' } : {}),
  }
}

function event(fact: Fact): string {
  const { id, device } = userOf(fact)
  const more = fact.operation === 'charge' ? {} : { walletOpenedAt: '2020-09-01T09:00:00+09:00' }
  const raw = { provider: 'merpay', id: `op-${10_001 + fact.n}`, wallet: id, device, phone: phoneOf(fact, 1300), more }
  return expected(fact, raw)
}
