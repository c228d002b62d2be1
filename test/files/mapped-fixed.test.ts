import fc from 'fast-check'
import iconv from 'iconv-lite'
import { MappedSource } from '../../src/files/mapped.js'
import { Scratch } from '../support/cli.js'
import { mapperOf, textOf } from '../support/mapping.js'

const scratch = new Scratch()
afterAll(() => scratch.remove())

const mapper = mapperOf(`
input:
  format: fixed
  header: { code: '1', columns: [{ bytes: 1 }, { name: madeOn, bytes: 8 }, { bytes: 21 }] }
  data:
    code: '2'
    columns: [{ bytes: 1 }, { name: id, bytes: 4 }, { name: member, bytes: 5 }, { name: shop, bytes: 10 }, { name: yen, bytes: 10 }]
  trailer: { code: '8', columns: [{ bytes: 1 }, { name: count, bytes: 4 }, { name: total, bytes: 10 }, { bytes: 15 }] }
  end: { code: '9', columns: [{ bytes: 30 }] }
  count: count
  sum: { trailer: total, data: yen }
zone: '+09:00'
events:
  - type: spend
    fields: { id: id, at: { path: $.header.madeOn, time: yyyyMMdd }, wallet: member, yen: yen, kind: { is: store }, merchant: shop }
`)

/** A field of so many bytes in Shift_JIS. */
function cell(text: string, width: number): Buffer {
  const bytes = iconv.encode(text, 'cp932')
  return Buffer.concat([bytes, Buffer.alloc(Math.max(0, width - bytes.length), ' ')]).subarray(0, width)
}

function data(id: string, yen: number | string, shop = 'ｶﾅ'): Buffer {
  const amount = typeof yen === 'number' ? String(yen).padStart(10, '0') : yen
  return Buffer.concat([cell('2', 1), cell(id, 4), cell('m-1', 5), cell(shop, 10), cell(amount, 10)])
}

const header = cell('120200916', 30)
const end = cell('9', 30)
const trailer = (count: number, sum: number) =>
  cell(`8${String(count).padStart(4, '0')}${String(sum).padStart(10, '0')}`, 30)

const good = [header, data('a', 1000), data('b', 0), data('c', 2000, '店ソ'), trailer(3, 3000), end]
const CRLF = '\r\n'

async function read(records: readonly Uint8Array[], join = CRLF, behind = ''): Promise<Record<number, unknown>> {
  const bytes = Buffer.concat(records.flatMap((one, i) => (i === 0 ? [one] : [Buffer.from(join), one])))
  const got: Record<number, unknown> = {}
  const source = new MappedSource(scratch.write('raw.dat', Buffer.concat([bytes, Buffer.from(behind)])), mapper)
  for await (const messages of source.messages())
    for (const { offset, mapped = [] } of messages)
      got[offset] = mapped.map(one => (one.ok ? one.value.id : textOf(one)))
  return got
}

const read3 = {
  2: ['newpay:a'],
  3: [expect.stringContaining('mapping: yen: expected whole yen, 1 to')],
  4: ['newpay:c'],
}

test.each([
  ['CRLF', CRLF, ''],
  ['CRLF at the end too, and Ctrl-Z', CRLF, '\r\n\x1a'],
  ['LF', '\n', '\n'],
  ['no line ends', '', ''],
])('records with %s; a bad one costs itself', async (_name, join, behind) => {
  expect(await read(good, join, behind)).toEqual(read3)
})

const whole = (why: string) => ({ 1: [expect.stringContaining(`mapping: the whole file: ${why}`)] })

test.each([
  [
    'a sum',
    [...good.slice(0, 4), trailer(3, 3001), end],
    'record 5: the trailer says yen adds up to 3001, it adds up to 3000',
  ],
  [
    'a count',
    [...good.slice(0, 4), trailer(4, 3000), end],
    'record 5: the trailer counts 4 data records, the file has 3',
  ],
  ['no end', good.slice(0, 5), 'the file stops behind a trailer record; the end record is missing'],
  ['no trailer', good.slice(0, 4), 'the file stops behind a data record'],
  ['no header', good.slice(1), 'record 1: a data record at the start'],
  ['nothing', [], 'the file is empty'],
  [
    'data behind the trailer',
    [...good.slice(0, 5), data('d', 1), end],
    'record 6: a data record behind a trailer record',
  ],
  [
    'a record cut short',
    [header, data('a', 1).subarray(0, 20), trailer(1, 1), end],
    'record 2: 20 bytes; each record has 30',
  ],
  ['a truncated last record', [...good.slice(0, 5), end.subarray(0, 10)], 'record 6: 10 bytes; each record has 30'],
  [
    'an amount that is none',
    [header, data('a', '12.50'), trailer(1, 12), end],
    'record 2: yen: an amount with decimals',
  ],
  ['a record of no kind', [header, cell('7', 30), trailer(0, 0), end], 'record 2: begins with none of the codes'],
])('%s that does not agree: the whole file is one dead letter', async (_name, records, why) => {
  expect(await read(records)).toEqual(whole(why))
})

test('a shop in another encoding costs its record', async () => {
  const broken = Buffer.from(data('a', 1000))
  broken[12] = 0x80
  expect(await read([header, broken, data('b', 5), trailer(2, 1005), end])).toEqual({
    2: ['encoding: the record is not valid Shift_JIS (CP932)'],
    3: ['newpay:b'],
  })
})

test('any amounts: all of them where the trailer agrees, nothing where one digit is another', async () => {
  const amounts = fc.array(fc.integer({ min: 1, max: 9_999_999 }), { minLength: 1, maxLength: 30 })
  await fc.assert(
    fc.asyncProperty(amounts, fc.nat(), fc.integer({ min: 1, max: 9 }), async (yens, which, by) => {
      const sum = yens.reduce((a, b) => a + b, 0)
      const records = yens.map((yen, i) => data(String(i), yen))
      const got = await read([header, ...records, trailer(yens.length, sum), end])
      expect(Object.keys(got)).toHaveLength(yens.length)
      const i = which % yens.length
      const changed = records.with(i, data(String(i), (yens[i] ?? 0) + by))
      expect(Object.keys(await read([header, ...changed, trailer(yens.length, sum), end]))).toEqual(['1'])
    }),
    { numRuns: 40 },
  )
})
