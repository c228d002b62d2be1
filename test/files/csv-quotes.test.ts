import fc from 'fast-check'
import { quotesAfter } from '../../src/files/csv-quotes.js'
import { parseCsv, RecordGatherer } from '../../src/files/csv-records.js'
import { encodingOf, UTF_8 } from '../../src/files/encoding.js'
import type { Line } from '../../src/files/lines.js'
import { runs } from '../support/runs.js'

const SEPARATORS = [',', '\t', '|', '，'] as const

/** How many rows the parser makes of a text; undefined where it is no CSV. */
async function rowsIn(text: string, separator: string): Promise<number | undefined> {
  return (await parseCsv(text, separator).catch(() => undefined))?.length
}

test('what the quotes of one line say is what the parser says', async () => {
  const signs = fc.array(fc.constantFrom('"', '"', 'sep', 'sep', 'a', ' ', '\u3000', 'あ'), { maxLength: 14 })
  await fc.assert(
    fc.asyncProperty(signs, fc.constantFrom(...SEPARATORS), async (parts, separator) => {
      const text = `x${separator}${parts.map(part => (part === 'sep' ? separator : part)).join('')}`
      const rows = await rowsIn(text, separator)
      expect(quotesAfter(text, separator, false) === 'closed').toBe(rows === 1)
    }),
    { numRuns: runs(2000, 20_000) },
  )
})

test('a record goes on over a line feed where, and only where, the parser goes on', async () => {
  const line = fc.array(fc.constantFrom('"', '"', ',', 'a', ' '), { maxLength: 8 }).map(parts => parts.join(''))
  await fc.assert(
    fc.asyncProperty(line, line, async (first, second) => {
      const [one, two] = [`x,${first}`, `${second},y`]
      fc.pre(quotesAfter(one, ',', false) === 'open')
      const rows = await rowsIn(`${one}\n${two}`, ',')
      expect(quotesAfter(two, ',', true) === 'closed').toBe(rows === 1)
    }),
    { numRuns: runs(1000, 10_000) },
  )
})

function linesOf(...texts: readonly (string | Buffer)[]): Line[] {
  return texts.map((text, i) => ({
    number: i + 1,
    bytes: Buffer.from(text),
    hadReturn: false,
    isOpen: false,
    cut: false,
  }))
}

/** The numbers of the lines of each record. */
function gathered(lines: readonly Line[], encoding = UTF_8, separator = ','): number[][] {
  const gatherer = new RecordGatherer({ encoding, separator }, 1000)
  const records = [...gatherer.gather(lines), ...gatherer.end()]
  return records.map(record => record.lines.map(({ number }) => number))
}

test('a quote that nobody closed costs its line, and no record of several lines behind it', () => {
  const lines = linesOf('a,"open', 'b,"one', 'two"', 'c,C', 'd,"one', 'two",', 'e,"open', 'f,"one', 'two"')
  expect(gathered(lines)).toEqual([[1], [2, 3], [4], [5, 6], [7], [8, 9]])
})

test('a quote in the middle of a cell is a sign like others', () => {
  expect(gathered(linesOf('a,5" long', 'b,B', 'c, "one', 'two" ,C'))).toEqual([[1], [2], [3, 4]])
})

test('a sign of two bytes whose second is the separator does not begin a cell', () => {
  const cp932 = encodingOf('shift_jis')
  const lines = linesOf(Buffer.from([0x61, 0x7c, 0x83, 0x7c, 0x22, 0x62]), 'b|B') // a|ポ"b
  expect(gathered(lines, cp932, '|')).toEqual([[1], [2]])
})

test('every line is in one record, whatever stands in them', () => {
  const line = fc.array(fc.constantFrom('"', '"', ',', 'a', ' '), { maxLength: 10 }).map(parts => parts.join(''))
  fc.assert(
    fc.property(fc.array(line, { maxLength: 30 }), texts => {
      const lines = linesOf(...texts)
      expect(gathered(lines).flat()).toEqual(lines.map(({ number }) => number))
    }),
    { numRuns: runs(500, 10_000) },
  )
})
