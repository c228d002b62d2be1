import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { type Line, readLines } from '../../src/files/lines.js'
import { Scratch } from '../support/cli.js'

const scratch = new Scratch()
afterAll(() => scratch.remove())

async function linesOf(path: string, bytesMax = 100): Promise<Line[]> {
  const lines: Line[] = []
  for await (const piece of readLines(path, bytesMax)) lines.push(...piece)
  return lines
}

async function textsOf(bytes: string | Uint8Array, name = 'a.txt'): Promise<string[]> {
  return (await linesOf(scratch.write(name, bytes))).map(line => Buffer.from(line.bytes).toString())
}

test.each([
  ['', []],
  ['\n', ['']],
  ['a', ['a']],
  ['a\n', ['a']],
  ['a\n\nb', ['a', '', 'b']],
  ['a\r\nb\r\n', ['a', 'b']],
  ['a\rb\n', ['a\rb']],
  ['a\r', ['a']],
  ['\ufeffa\n\ufeffb', ['a', '\ufeffb']],
])('%j', async (text, lines) => {
  expect(await textsOf(text)).toEqual(lines)
})

test('gzip, also of several members', async () => {
  expect(await textsOf(Buffer.concat([gzipSync('\ufeffa\nb'), gzipSync('c\nd\n')]), 'a.gz')).toEqual(['a', 'bc', 'd'])
})

test('numbers from 1, and says what was cut', async () => {
  const lines = await linesOf(scratch.write('a.txt', `a\r\n${'b'.repeat(101)}\n${'c'.repeat(100)}\n`))
  expect(lines.map(({ number, hadReturn, cut, bytes }) => [number, hadReturn, cut, bytes.length])).toEqual([
    [1, true, false, 1],
    [2, false, true, 100],
    [3, false, false, 100],
  ])
})

test('a line is whole wherever the chunks of 1 MiB are cut', async () => {
  for (const before of [-2, -1, 0, 1]) {
    const first = 'x'.repeat((1 << 20) + before)
    const lines = await linesOf(scratch.write('a.txt', `${first}\r\nb`), 1 << 22)
    expect(lines.map(line => line.bytes.length)).toEqual([first.length, 1])
  }
})

test('only the first bytes of the file are a byte order mark, not those of a later chunk', async () => {
  const [line] = await linesOf(scratch.write('a.txt', `${'x'.repeat(1 << 20)}\ufeff`), 1 << 22)
  expect(line?.bytes.length).toBe((1 << 20) + 3)
})

test('what was joined with line feeds falls apart into the same lines', async () => {
  const line = fc.string({ unit: fc.constantFrom('a', '\r', 'é', '"') }).filter(text => !text.endsWith('\r'))
  await fc.assert(
    fc.asyncProperty(fc.array(line, { minLength: 1 }), async texts => {
      expect(await textsOf(`${texts.join('\n')}\n`)).toEqual(texts)
    }),
    { numRuns: 50 },
  )
})

test.each([
  ['b.txt', /b\.txt: no such file$/],
  ['cut.gz', /cut\.gz: not a whole gzip file/],
  ['no.gz', /no\.gz: not a whole gzip file/],
])('%s', async (name, says) => {
  scratch.write('cut.gz', gzipSync('a\n'.repeat(999)).subarray(0, 30))
  scratch.write('no.gz', 'plain')
  await expect(linesOf(scratch.path(name))).rejects.toThrow(says)
})
