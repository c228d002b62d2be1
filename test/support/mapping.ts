import { parse } from 'yaml'
import { type Mapped, Mapper } from '../../src/ingest/mapping/mapper.js'
import { mapping } from '../../src/ingest/mapping/mapping.js'
import { Tokens } from '../../src/ingest/mapping/tokens.js'
import { Names } from '../../src/ingest/names.js'

export const tokens = new Tokens(Buffer.alloc(32, 7))

const names = new Names(
  [
    { id: '9900', names: ['ゆうちょ銀行', 'JP BANK'] },
    { id: '0040', names: ['イオン銀行'] },
  ],
  [{ id: 'newpay', names: ['ニューペイ', 'NewPay'] }],
)

/** The mapping `newpay` of a YAML text. */
export function mapperOf(yaml: string): Mapper {
  return new Mapper(mapping.parse(parse(yaml)), { provider: 'newpay', names, tokens })
}

/** What a JSON message gave: each event as it is, each dead letter as its reason and sentence. */
export function mapJson(mapper: Mapper, json: unknown): unknown[] {
  return mapText(mapper, JSON.stringify(json))
}

export function mapText(mapper: Mapper, text: string): unknown[] {
  return mapper.message(Buffer.from(text)).map(each => (each.ok ? each.value : textOf(each)))
}

/** What gave no event, for a test to compare. */
export function textOf(one: Exclude<Mapped, { ok: true }>): string {
  return one.ok === null ? 'ignored' : `${one.reason}: ${one.why}`
}

/** What a dead letter keeps. */
export function keptOf(mapper: Mapper, text: string): { record: unknown; hmac: string } {
  const [letter] = mapper.message(Buffer.from(text))
  if (letter?.ok !== false) throw new Error('not a dead letter')
  return JSON.parse(Buffer.from(letter.bytes).toString())
}
