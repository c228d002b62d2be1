import { readLines } from '../../src/files/lines.js'
import { MappedSource } from '../../src/files/mapped.js'
import { NdjsonSource } from '../../src/files/ndjson.js'
import { piecesOf } from '../../src/files/pieces.js'
import { Scratch } from '../support/cli.js'
import { mapperOf } from '../support/mapping.js'

const scratch = new Scratch()
afterAll(() => scratch.remove())

const RECORDS = 1000
/** Mapped in one go: a few milliseconds. */
const ITEMS_MAX = 128

function mapper(input: string) {
  return mapperOf(`
input: ${input}
zone: '+09:00'
events:
  - type: spend
    fields: { id: id, at: { path: at, time: yyyyMMdd }, wallet: w, yen: yen, kind: { is: store } }
`)
}

const rows = Array.from({ length: RECORDS }, (_, i) => ({ id: `${i}`, at: '20200916', w: 'm-1', yen: '100' }))
const json = rows.map(row => JSON.stringify(row))
const fixedColumns =
  '[{ bytes: 1 }, { name: id, bytes: 4 }, { name: at, bytes: 8 }, { name: w, bytes: 3 }, { name: yen, bytes: 3 }]'
const totals = '[{ bytes: 1 }, { name: count, bytes: 6 }, { name: sum, bytes: 12 }]'
const fixed = [
  '1'.padEnd(19),
  ...rows.map(({ id, at, w, yen }) => `2${id.padStart(4, '0')}${at}${w}${yen}`),
  `8${String(RECORDS).padStart(6, '0')}${String(RECORDS * 100).padStart(12, '0')}`,
]

async function lengthsOf(pieces: AsyncIterable<readonly unknown[]>): Promise<number[]> {
  const lengths: number[] = []
  for await (const piece of pieces) lengths.push(piece.length)
  return lengths
}

test.each([
  ['lines', `${json.join('\n')}\n`, (path: string) => readLines(path, 1000)],
  ['canonical', `${json.join('\n')}\n`, (path: string) => new NdjsonSource(path).messages()],
  ['ndjson', `${json.join('\n')}\n`, (path: string) => new MappedSource(path, mapper('{ format: ndjson }')).messages()],
  [
    'json',
    `{"all":[${json.join(',')}]}`,
    (path: string) => new MappedSource(path, mapper('{ format: json, each: all }')).messages(),
  ],
  [
    'csv',
    `id,at,w,yen\n${rows.map(row => `${Object.values(row).join(',')}\n`).join('')}`,
    (path: string) => new MappedSource(path, mapper('{ format: csv }')).messages(),
  ],
  [
    'fixed',
    `${fixed.join('\r\n')}\r\n`,
    (path: string) =>
      new MappedSource(
        path,
        mapper(
          `{ format: fixed, header: { code: '1', columns: [{ bytes: 19 }] }, data: { code: '2', columns: ${fixedColumns} }, ` +
            `trailer: { code: '8', columns: ${totals} }, count: count, sum: { trailer: sum, data: yen } }`,
        ),
      ).messages(),
  ],
])('%s: in short pieces, so that the database gets its next statement in between', async (name, text, read) => {
  const lengths = await lengthsOf(read(scratch.write(`${name}.txt`, text)))
  expect(lengths.reduce((sum, length) => sum + length, 0)).toBe(RECORDS)
  expect(Math.max(...lengths)).toBeLessThanOrEqual(ITEMS_MAX)
})

test('an item is made when its piece is asked for', () => {
  let made = 0
  function* items() {
    while (made < RECORDS) yield made++
  }
  const pieces = piecesOf(items())
  expect([pieces.next().value?.length, made]).toEqual([ITEMS_MAX, ITEMS_MAX])
})
