import fc from 'fast-check'
import { plainCells } from '../../src/files/csv-cells.js'
import { parseCsv } from '../../src/files/csv-records.js'
import { runs } from '../support/runs.js'

/** The cells of a text by the parser alone, and with the plain ones cut off before; undefined where it is no one row. */
async function bothWays(text: string, separator: string): Promise<(readonly string[] | undefined)[]> {
  const { cells, rest } = plainCells(text, separator)
  const others = rest === undefined ? [] : await rowOf(rest, separator)
  return [await rowOf(text, separator), others && [...cells, ...others]]
}

async function rowOf(text: string, separator: string): Promise<string[] | undefined> {
  const rows = await parseCsv(text, separator).catch(() => [])
  return rows.length === 1 ? rows[0] : undefined
}

test('cells that are cut off before the parser are what the parser would have made of them', async () => {
  const signs = fc.array(fc.constantFrom('"', 'sep', 'sep', 'a', ' ', '\r', '\n', '\u3000', '\ufeff', '表'), {
    minLength: 1,
    maxLength: 14,
  })
  await fc.assert(
    fc.asyncProperty(signs, fc.constantFrom(',', '\t', '|', '，'), async (parts, separator) => {
      const text = parts.map(part => (part === 'sep' ? separator : part)).join('')
      fc.pre(text.trim() !== '')
      const [alone, cutOff] = await bothWays(text, separator)
      expect(cutOff).toEqual(alone)
    }),
    { numRuns: runs(3000, 30_000) },
  )
})

test('a byte order mark within a file is a sign like others, whichever records are parsed together', async () => {
  const row = ['\ufeffa', 'b']
  expect(await parseCsv('\ufeffa,b')).toEqual([row])
  expect(await parseCsv('\ufeffa,b\n')).toEqual([row])
  expect(await parseCsv('\ufeffa,b\n\ufeffa,b\n\ufeffa,b')).toEqual([row, row, row])
})

test.each([
  ['a,b,c', ['a', 'b', 'c'], undefined],
  ['a,,', ['a', '', ''], undefined],
  ['a,b,"c\nd",e', ['a', 'b'], '"c\nd",e'],
  ['a, "b"', ['a'], ' "b"'],
  ['"a",b', [], '"a",b'],
  [' ,b', [], ' ,b'],
  ['a\r,b', [], 'a\r,b'],
])('%j', (text, cells, rest) => {
  expect(plainCells(text, ',')).toEqual({ cells, rest })
})
