import { gzipSync } from 'node:zlib'
import iconv from 'iconv-lite'
import { MappedSource } from '../../src/files/mapped.js'
import type { Mapper } from '../../src/ingest/mapping/mapper.js'
import { Scratch } from '../support/cli.js'
import { mapperOf, textOf } from '../support/mapping.js'

const scratch = new Scratch()
afterAll(() => scratch.remove())

const FIELDS = `
events:
  - type: spend
    fields: { id: 番号, at: { path: 日時, time: yyyy/MM/dd HH:mm }, wallet: 会員, yen: 金額, kind: { is: store }, merchant: 店 }
`
const csv = (input: string) => mapperOf(`input: { format: csv${input} }\nzone: '+09:00'${FIELDS}`)
const HEADER = '番号,日時,会員,金額,店'

/** By position: ids of the events that a record gave, or why it is none. */
async function read(mapper: Mapper, bytes: string | Uint8Array, name = 'raw.csv'): Promise<Record<number, unknown>> {
  const got: Record<number, unknown> = {}
  for await (const messages of new MappedSource(scratch.write(name, bytes), mapper).messages())
    for (const { offset, mapped = [] } of messages)
      got[offset] = mapped.map(one => (one.ok ? one.value.id.replace('newpay:', '') : textOf(one)))
  return got
}

const sjis = (text: string) => iconv.encode(text, 'cp932')
const row = (id: string, shop = '店', yen = '1,000円') => `${id},2020/09/16 09:00,m-1,"${yen}",${shop}`

describe('CSV', () => {
  test('in Shift_JIS, CRLF, quoted line feeds, signs of Windows', async () => {
    const text = [HEADER, row('a', '"①号店\r\n㈱髙島"'), row('b', 'ソ表能'), row('c', 'ｶﾅ'), ''].join('\r\n')
    const mapper = csv(', encoding: shift_jis')
    expect(await read(mapper, sjis(text))).toEqual({ 2: ['a'], 4: ['b'], 5: ['c'] })
    const shops: unknown[] = []
    for await (const messages of new MappedSource(scratch.path('raw.csv'), mapper).messages())
      for (const { mapped = [] } of messages) shops.push(...mapped.map(one => one.ok && one.value))
    expect(shops).toMatchObject([{ merchant: '①号店 ㈱髙島' }, { merchant: 'ソ表能' }, { merchant: 'ｶﾅ' }])
  })

  test('in UTF-8 with a byte order mark', async () => {
    expect(await read(csv(''), `\ufeff${HEADER}\n${row('a')}\n`)).toEqual({ 2: ['a'] })
  })

  test('in another encoding than it says: each row says so, and nothing is guessed', async () => {
    const text = `${HEADER}\n${row('a', 'ascii', '1000')}\n${row('b', '店')}\n`
    const bytes = Buffer.concat([Buffer.from(`${HEADER}\n`), sjis(text).subarray(sjis(HEADER).length + 1)])
    expect(await read(csv(''), bytes)).toEqual({ 2: ['a'], 3: ['encoding: the record is not valid UTF-8'] })
    await expect(read(csv(', encoding: shift_jis'), `${HEADER}\n${row('a')}`)).rejects.toThrow(
      /line 1: the header is not/,
    )
  })

  test('without a header, and with tabs; more columns at the end are new ones', async () => {
    const mapper = csv(', columns: [番号, 日時, 会員, 金額, 店], separator: "\\t"')
    const line = (id: string) => row(id).replaceAll(/,(?!000)/g, '\t')
    expect(await read(mapper, `${line('a')}\n${line('b')}\tnew\n${line('c').slice(0, 12)}\n`)).toEqual({
      1: ['a'],
      2: ['b'],
      3: ['mapping: the row has 2 fields, 5 are expected'],
    })
  })

  test('a header that gains a column, or loses one', async () => {
    expect(await read(csv(''), `${HEADER},新\n${row('a')},x\n`)).toEqual({ 2: ['a'] })
    await expect(read(csv(''), `番号,日時,会員,店\na,2020/09/16 09:00,m,店\n`)).rejects.toThrow(
      /line 1: no record under this header can be an event of newpay: spend lacks 金額 \(yen\)$/,
    )
  })

  test('a header under which some events can be made is that of a file which has no others', async () => {
    const link = 'fields: { id: 番号, at: { path: 日時, time: yyyy/MM/dd HH:mm }, wallet: 会員, change: { is: kyc } }'
    const both = mapperOf(
      `input: { format: csv }\nzone: '+09:00'${FIELDS}  - type: wallet\n    when: { 区分: KYC }\n    ${link}\n`,
    )
    expect(await read(both, `番号,日時,会員,区分\na,2020/09/16 09:00,m,KYC\n`)).toEqual({
      2: ['mapping: yen: missing (金額)'],
    })
    await expect(read(both, `番号,日時,区分\na,2020/09/16 09:00,KYC\n`)).rejects.toThrow(
      /: spend lacks 会員 \(wallet\), 金額 \(yen\); wallet lacks 会員 \(wallet\)$/,
    )
  })

  test('a last line without its end may be cut within its last cell: a dead letter, unless that provider writes none', async () => {
    const text = `${HEADER}\n${row('a')}\n${row('b')}`
    expect(await read(csv(''), text)).toEqual({
      2: ['a'],
      3: [expect.stringMatching(/^mapping: the last line has no/)],
    })
    expect(await read(csv(', lastLineEnd: optional'), text)).toEqual({ 2: ['a'], 3: ['b'] })
    expect(await read(csv(''), `${text}\n`)).toEqual({ 2: ['a'], 3: ['b'] })
  })

  test('a first row of data is not taken for a header, nor repeated', async () => {
    const mapper = csv('')
    const refused = await read(mapper, `1234567,山田花子,m\n`).catch(error => error.message)
    expect(refused).toMatch(/line 1: no header of this provider.*\(番号, 日時, 会員, 金額, 店\)/)
    const twice = await read(mapper, `番号,1234567,1234567\n`).catch(error => error.message)
    expect(twice).toMatch(/line 1: columns 2 and 3 have one name/)
    for (const sentence of [refused, twice]) expect(sentence).not.toMatch(/1234567|山田/)
  })

  test('a stray quote and a truncated last line cost themselves', async () => {
    const got = await read(csv(''), `${HEADER}\n${row('a')}\nb,"2020\n${row('c')}\n${row('d').slice(0, 20)}`)
    expect(got).toMatchObject({ 2: ['a'], 4: ['c'] })
    expect(got[3]).toEqual([expect.stringMatching(/^schema: not a CSV record/)])
    expect(got[5]).toEqual([expect.stringMatching(/^mapping: the last line has no line end/)])
  })
})

describe('JSON', () => {
  const fields = `
events:
  - type: spend
    fields: { id: id, at: { path: at, time: epoch-s }, wallet: user, yen: yen, kind: { is: store } }
`
  const record = (id: string) => ({ id, at: 1600214400, user: 'u', yen: 1 })

  test('lines, also in Shift_JIS and packed', async () => {
    const text = `${JSON.stringify({ ...record('a'), shop: '店' })}\r\n\r\n{"id":\n${JSON.stringify(record('b'))}`
    const plain = mapperOf(`input: { format: ndjson }${fields}`)
    const wanted = { 1: ['a'], 3: [expect.stringMatching(/^json: /)], 4: ['b'] }
    expect(await read(plain, text, 'raw.ndjson')).toEqual(wanted)
    expect(await read(plain, gzipSync(text), 'raw.ndjson.gz')).toEqual(wanted)
    const other = mapperOf(`input: { format: ndjson, encoding: shift_jis }${fields}`)
    expect(await read(other, sjis(text), 'raw.ndjson')).toEqual(wanted)
    expect(await read(other, Buffer.from([0x7b, 0x80, 0xff, 0x7d]), 'raw.ndjson')).toEqual({
      1: [expect.stringMatching(/^encoding: /)],
    })
  })

  test('one document over many lines: its records are numbered', async () => {
    const mapper = mapperOf(`input: { format: json, each: $ }${fields}`)
    const text = `\ufeff${JSON.stringify([record('a'), {}, record('c')], null, 2)}`
    expect(await read(mapper, text, 'raw.json')).toEqual({
      1: ['a'],
      2: ['mapping: at: missing (at, epoch-s)'],
      3: ['c'],
    })
    expect(await read(mapper, text.slice(0, -1), 'raw.json')).toEqual({ 1: [expect.stringMatching(/^json: /)] })
    expect(await read(mapper, '{}', 'raw.json')).toEqual({ 1: ['mapping: $: not a list'] })
  })
})
