import { at, bankOf, digits, expected, type Fact, facts, ipOf, phoneOf, triggerOf } from './facts.js'

const MESSAGES = 18
const OPERATIONS_A_MESSAGE = 2

const TYPES = { register: 'REG', change: 'CHG', unlink: 'DEL', charge: 'CRG' }
const RESULTS = { succeeded: 'S', failed: 'F', refused: 'R' }
const WHY: Readonly<Record<string, string>> = {
  pin: 'PIN',
  name: 'NAM',
  birthdate: 'BIR',
  phone: 'TEL',
  'already-linked': 'DUP',
  suspended: 'STP',
  limit: 'LIM',
  other: 'ETC',
}
const AUTH: Readonly<Record<string, string>> = {
  'account-number': 'ACC',
  name: 'NAM',
  birthdate: 'BIR',
  pin: 'PIN',
  'ekyc-photo': 'PHO',
}
const NETWORKS = ['home', 'mobile', 'hosting', 'vpn', 'foreign'] as const

/** The messages of FamiPay's sample that come of facts, and the events expected from them. */
export function famipay(): { raw: string[]; events: string[] } {
  const all = facts(MESSAGES * OPERATIONS_A_MESSAGE)
  const lists = Array.from({ length: MESSAGES }, (_, i) =>
    all.slice(i * OPERATIONS_A_MESSAGE, (i + 1) * OPERATIONS_A_MESSAGE),
  )
  return { raw: lists.map(list => JSON.stringify(list.map(operation))), events: all.map(event) }
}

const userOf = ({ user }: Fact) => ({
  id: `FP${digits(100 + user, 7)}`,
  device: `famipay-dev-${digits(100 + user, 4)}`,
})

function operation(fact: Fact): object {
  const isCharge = fact.operation === 'charge'
  const tel = isCharge ? {} : { tel: fullWidth(phoneOf(fact, 1400)).replaceAll('-', '−') }
  return {
    no: `F-${100_001 + fact.n}`,
    type: TYPES[fact.operation],
    time: `${clock(fact)}.000`,
    'fp.bank': bankOf(fact),
    'fp.user': { ...userOf(fact), ip: ipOf(fact), net: String(1 + (fact.n % NETWORKS.length)), ...tel },
    'fp.result': { is: RESULTS[fact.outcome], ...(fact.reason ? { why: WHY[fact.reason] } : {}) },
    ...(fact.factors.length > 0 ? { auth: fact.factors.map(factor => AUTH[factor]).join('+') } : {}),
    ...(isCharge ? { amount: amount(fact), auto: String(triggerOf(fact) === 'auto') } : {}),
  }
}

function amount({ n, yen }: Fact): string {
  const grouped = yen.toLocaleString('en')
  return at([fullWidth(String(yen)), `￥${grouped}`, `${fullWidth(grouped).replaceAll(',', '，')}円`], n)
}

function fullWidth(text: string): string {
  return text.replace(/\d/g, digit => String.fromCodePoint(0xff10 + Number(digit)))
}

/** In Japan, without a zone. */
function clock({ at: seconds }: Fact): string {
  return new Date((seconds + 9 * 3600) * 1000).toISOString().slice(0, 19)
}

function event(fact: Fact): string {
  const { id, device } = userOf(fact)
  const raw = { provider: 'famipay', id: `F-${100_001 + fact.n}`, wallet: id, device, phone: phoneOf(fact, 1400) }
  return expected(fact, { ...raw, more: { network: at(NETWORKS, fact.n) } })
}
