import { type EventType, jsonSchemaOf } from '../../src/events/catalogue.js'
import { formatJst, MICROS } from '../../src/events/time.js'

interface Schema {
  readonly type?: string
  readonly const?: string
  readonly enum?: readonly string[]
  readonly pattern?: string
  readonly format?: string
  readonly minimum?: number
  readonly anyOf?: readonly Schema[]
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
}

/** A message of a type with every field that it may have, made from its JSON Schema. */
export function sampleOf(type: EventType): Record<string, unknown> {
  return { ...(sampleValue(jsonSchemaOf(type)) as object), id: `${type}-1` }
}

function sampleValue(schema: Schema): unknown {
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum.at(-1)
  if (schema.properties) {
    return Object.fromEntries(Object.entries(schema.properties).map(([name, each]) => [name, sampleValue(each)]))
  }
  const [first, second] = schema.anyOf ?? []
  if (first && second?.type === 'null') return sampleValue(first)
  if (first) return '2001:db8::1'
  if (schema.format === 'date-time') return '2020-09-15T23:59:59.123456+09:00'
  if (schema.type === 'integer') return (schema.minimum ?? 0) + 7
  if (schema.type === 'boolean') return true
  if (schema.type === 'array') return [sampleValue(schema.items ?? {})]
  if (schema.pattern?.includes('{4}')) return '9900'
  return schema.pattern ? 'paypay' : '名前'
}

const CHARGE = {
  type: 'charge',
  at: '2020-09-15T10:00:00+09:00',
  provider: 'paypay',
  bank: '9900',
  account: 'a1',
  wallet: 'w1',
  yen: 1000,
  outcome: 'succeeded',
}

/** A charge as a line of NDJSON. */
export function chargeLine(id: string, fields: object = {}): string {
  return JSON.stringify({ id, ...CHARGE, ...fields })
}

const START = Date.UTC(2020, 8, 1) * 1000

/** Lines of ordinary charges, ten seconds apart, of many accounts and wallets. */
export function ordinaryCharges(count: number): string {
  const lines = Array.from({ length: count }, (_, i) => {
    const at = formatJst(START + i * 10 * MICROS.second)
    return chargeLine(`e-${i}`, { at, account: `a-${i % 9999}`, wallet: `w-${i % 9999}` })
  })
  return `${lines.join('\n')}\n`
}
