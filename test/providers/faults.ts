import { type Format, formatOf, type RawRecord } from './formats.js'
import { mappings } from './reading.js'

/** Where a provider's charge has what a fault is put into. */
interface Places {
  readonly operation: readonly string[]
  readonly charge: unknown
  readonly wallet: readonly string[]
  readonly yen: readonly string[]
  readonly at: readonly string[]
  /** A cell of text that is not read by way of base64; else the wallet. */
  readonly text?: readonly string[]
  readonly swap?: unknown
}

export const places: Readonly<Record<string, Places>> = {
  paypay: { operation: ['eventType'], charge: 'CHARGE', wallet: ['userId'], yen: ['amount'], at: ['occurredAt'] },
  linepay: {
    operation: ['event_type'],
    charge: 'balance.charged',
    wallet: ['user', 'mid'],
    yen: ['amount', 'value'],
    at: ['created_at_ms'],
  },
  kyash: {
    operation: ['message', 'data', 'kind'],
    charge: 'deposit',
    wallet: ['message', 'data', 'kyashId'],
    yen: ['message', 'data', 'yen'],
    at: ['message', 'data', 'at'],
    text: ['message', 'messageId'],
  },
  docomo: { operation: ['処理区分'], charge: 'チャージ', wallet: ['口座ID'], yen: ['金額'], at: ['処理日時'] },
  merpay: {
    operation: ['operations', '0', 'op'],
    charge: 'CHARGE',
    wallet: ['user', 'id'],
    yen: ['operations', '0', 'yen'],
    at: ['operations', '0', 'ts'],
  },
  'rakuten-edy': { operation: ['TRAN_TYPE'], charge: '40', wallet: ['EDY_NO'], yen: ['AMOUNT'], at: ['TRAN_DT'] },
  paypal: {
    operation: ['event'],
    charge: expect.objectContaining({ 'com.example.wallet.BankDebit': expect.anything() }),
    swap: { 'com.example.wallet.BankSwap': {} },
    wallet: ['event', 'com.example.wallet.BankDebit', 'payer', 'string'],
    yen: ['event', 'com.example.wallet.BankDebit', 'amount', 'long'],
    at: ['header', 'timeMicros', 'long'],
  },
  wellnet: { operation: ['区分'], charge: 'チャージ', wallet: ['会員番号'], yen: ['千円'], at: ['日時'] },
  'billing-system': { operation: ['kind'], charge: 'C', wallet: ['member'], yen: ['yen'], at: ['at'] },
  'yume-card': { operation: ['kind'], charge: '2', swap: '7', wallet: ['member'], yen: ['yen'], at: ['date'] },
  famipay: {
    operation: ['list', '0', 'type'],
    charge: 'CRG',
    wallet: ['list', '0', 'fp.user', 'id'],
    yen: ['list', '0', 'amount'],
    at: ['list', '0', 'time'],
  },
  pring: { operation: ['k'], charge: 'chg', wallet: ['u'], yen: ['y'], at: ['d'] },
}

type Node = Record<string, unknown>

function at(record: RawRecord, keys: readonly string[]): unknown {
  return keys.reduce<unknown>((node, key) => (node as Node)[key], record)
}

/** A copy with another value there; undefined takes the key away. */
export function changed(record: RawRecord, keys: readonly string[], value: unknown): RawRecord {
  const copy = structuredClone(record)
  const last = keys.at(-1) ?? ''
  const parent = at(copy, keys.slice(0, -1)) as Node
  if (value === undefined) delete parent[last]
  else parent[last] = value
  return copy
}

const MARK = 'MARKMARK'

/** A text of the victim with other bytes in it. */
function withBytes({ write }: Format, records: readonly RawRecord[], bytes: readonly number[]): Buffer {
  const whole = write(records)
  const start = whole.indexOf(MARK)
  whole.set(bytes, start)
  return whole
}

interface Case {
  readonly format: Format
  readonly where: Places
  readonly good: readonly RawRecord[]
  readonly victim: RawRecord
  /** What the file is: of some a fault is one of the whole file. */
  readonly kind: string
}

type Fault = (of: Case) => Buffer

const change =
  (place: 'operation' | 'wallet' | 'yen' | 'at', value: (of: Case) => unknown): Fault =>
  of =>
    of.format.write([...of.good, changed(of.victim, of.where[place], value(of))])

const isJson = ({ kind }: Case) => kind === 'json' || kind === 'ndjson'
const marked = (of: Case) => [changed(of.victim, of.where.text ?? of.where.wallet, MARK), ...of.good]

export const faults: readonly (readonly [name: string, make: Fault, says: RegExp, whole: readonly string[]])[] = [
  [
    'unknown operation',
    change('operation', ({ where }) => where.swap ?? 'SWAP'),
    /unknown, its shape is|BankDebit is there/,
    [],
  ],
  ['missing field', change('wallet', () => undefined), /^mapping: wallet: missing \(/, []],
  [
    'wrong type',
    change('yen', of => (isJson(of) ? { much: true } : 'much')),
    /^mapping: (the whole file: record 4: )?yen: (an object|not an amount)/,
    ['fixed'],
  ],
  ['other encoding', of => withBytes(of.format, marked(of), [0x81, 0x20, 0x81]), /^encoding: |UTF-8/, ['json']],
  [
    'truncated last line',
    ({ format, good, victim }) => {
      const [all, less] = [format.write([...good, victim]), format.write(good)]
      return all.subarray(0, all.length - Math.ceil((all.length - less.length) / 2))
    },
    /^encoding: |json|no line end|the end record is missing|bytes; each record has/,
    ['json', 'fixed'],
  ],
  [
    'last line truncated by its last character',
    ({ format, good, victim }) => {
      const text = format.write([...good, victim]).toString('latin1')
      return Buffer.from(text.replace(/.\s*$/, ''), 'latin1')
    },
    /json|no line end|the end record is missing|bytes; each record has/,
    ['json', 'fixed'],
  ],
  [
    'trailer that does not add up',
    ({ format, good, kind }) => {
      const all = format.write(good)
      if (kind === 'fixed')
        return Buffer.from(all.toString('latin1').replace(/8000002\d{12}/, '8000002000000000001'), 'latin1')
      return Buffer.concat([all, Buffer.from('8000002000000000001\n')])
    },
    /adds up to|json|fields, \d+ are expected|not an object|not a list|missing/,
    ['json', 'fixed'],
  ],
  [
    'two records with one id',
    ({ format, good, victim, where }) => format.write([...good, victim, changed(victim, where.yen, '0000000001')]),
    /^conflict: /,
    [],
  ],
  [
    'amount with decimals',
    change('yen', of => (of.kind === 'fixed' ? '00001000.5' : isJson(of) ? 1000.5 : '1,000.5')),
    /yen: an amount with decimals/,
    ['fixed'],
  ],
  [
    'date of another calendar',
    change('at', ({ kind }) => (kind === 'fixed' ? 'M530914' : '民國109年9月14日')),
    /^mapping: at: not a|at: /,
    [],
  ],
  [
    'half a surrogate',
    of =>
      isJson(of)
        ? of.format.write([...of.good, changed(of.victim, of.where.wallet, 'x\ud83d')])
        : withBytes(of.format, marked(of), [0x81, 0x20, 0xed, 0xa0, 0x80]),
    /half a surrogate|^encoding: /,
    [],
  ],
]

export function caseOf(id: string): Case {
  const format = formatOf(id)
  const where = places[id] as Places
  const charges = format.records.filter(record => {
    try {
      expect(at(record, where.operation)).toEqual(where.charge)
      return true
    } catch {
      return false
    }
  })
  // The first ones are among those that a sample has for being bad.
  const [one, two, victim] = charges.slice(2)
  if (!one || !two || !victim) throw new Error(`${id}: too few charges`)
  return { format, where, good: [one, two], victim, kind: mappings.mapper(id).mapping.input.format }
}

export function widened({ kind }: Case, record: RawRecord, value: unknown = 1): RawRecord {
  if (kind === 'fixed') return record
  if (Array.isArray(record.list)) return { list: record.list.map(one => ({ ...one, brandNew: { deep: [value] } })) }
  return { ...record, brandNew: kind === 'csv' ? value : { deep: [value] } }
}

/** A name, a phone and an address that a mapping knows nothing of, beside what it does read. */
export const CANARIES = ['カナリヤ試験', '09000009999', '試験町１丁目']
