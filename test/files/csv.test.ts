import { CsvSource } from '../../src/files/csv.js'
import type { Message } from '../../src/ingest/receive.js'
import { Scratch } from '../support/cli.js'

const scratch = new Scratch()
afterAll(() => scratch.remove())

const HEADER = 'type,id,list,person'

async function messagesOf(text: string | Uint8Array, type?: string): Promise<Message[]> {
  const messages: Message[] = []
  for await (const piece of new CsvSource(scratch.write('a.csv', text), type).messages()) messages.push(...piece)
  return messages
}

/** By line: the id and list of what was read, or why it was not. */
async function readOf(text: string | Uint8Array): Promise<Record<number, unknown>> {
  const entries = (await messagesOf(text)).map(({ offset, read }) => {
    if (!read?.ok) return [offset, read?.why]
    return [offset, [read.value.id, read.value.list]]
  })
  return Object.fromEntries(entries)
}

const NOT_CSV = 'not a CSV record: a quote that is not closed, or text behind a closing quote'

test('rows, empty lines, CRLF and a byte order mark', async () => {
  const text = `\ufeff\r\n${HEADER}\r\nleak,a,A,p\r\n\r\nleak,b,"B, ""b""",p`
  expect(await readOf(text)).toEqual({ 3: ['a', 'A'], 5: ['b', 'B, "b"'] })
})

test('a quoted field over several lines is one record, at its first line', async () => {
  const messages = await messagesOf(`${HEADER}\nleak,a,"A\r\n\nB",p\nleak,b,B,p\n`)
  expect(messages.map(({ offset, bytes }) => [offset, Buffer.from(bytes).toString()])).toEqual([
    [2, 'leak,a,"A\r\n\nB",p'],
    [5, 'leak,b,B,p'],
  ])
  expect(messages[0]?.read).toMatchObject({ ok: true, value: { list: 'A\r\n\nB' } })
})

test('a stray quote costs its own line and not its neighbours', async () => {
  expect(await readOf(`${HEADER}\nleak,a,A,p\nleak,b,"B,p\nleak,c,C,p\nleak,d,D,p\n`)).toEqual({
    2: ['a', 'A'],
    3: NOT_CSV,
    4: ['c', 'C'],
    5: ['d', 'D'],
  })
  expect(await readOf(`${HEADER}\nleak,a,"A,p\nleak,b,B,p\nleak,c,"C,p\nleak,d,D,p\n`)).toEqual({
    2: NOT_CSV,
    3: ['b', 'B'],
    4: NOT_CSV,
    5: ['d', 'D'],
  })
})

test('a quote that is closed somewhere behind, so that the row has another width, costs its own line too', async () => {
  expect(await readOf(`${HEADER}\nleak,a,"A,p\nleak,b,B,p\nleak,c,C,p"\nleak,d,"D\nd",p\n`)).toEqual({
    2: NOT_CSV,
    3: ['b', 'B'],
    4: ['c', 'C'],
    5: ['d', 'D\nd'],
  })
})

test('a stray quote does not tear the records of several lines behind it', async () => {
  expect(await readOf(`${HEADER}\nleak,a,"A,p\nleak,b,"B\nb",p\nleak,c,"C\nc",p\n`)).toEqual({
    2: NOT_CSV,
    3: ['b', 'B\nb'],
    5: ['c', 'C\nc'],
  })
})

test('a quote that is never closed is given up after 64 KiB', async () => {
  const rows = Array.from({ length: 4000 }, (_, i) => `leak,id-${i},L,p-${i}`)
  const read = await readOf(`${HEADER}\nleak,a,"A,p\n${rows.join('\n')}\n`)
  expect(read[2]).toBe(NOT_CSV)
  expect(Object.values(read).filter(Array.isArray)).toHaveLength(4000)
})

test('text behind a closing quote, too many and too few fields', async () => {
  expect(await readOf(`${HEADER}\nleak,a,"A"x,p\nleak,b,B,p,q\nleak,c\nleak,d,D,p\n`)).toEqual({
    2: NOT_CSV,
    3: 'the row has 5 fields, the header has 4',
    4: 'the row has 2 fields, the header has 4',
    5: ['d', 'D'],
  })
})

test('bytes that are not UTF-8 and records above the limit', async () => {
  const bad = Buffer.from([0x6c, 0xff])
  const text = Buffer.concat([
    Buffer.from(`${HEADER}\n`),
    bad,
    Buffer.from(`\nleak,b,${'x'.repeat(70_000)},p\nleak,c,C,p`),
  ])
  const messages = await messagesOf(text)
  expect(messages.map(({ offset, read }) => [offset, read?.ok === false && read.reason])).toEqual([
    [2, 'encoding'],
    [3, 'too-large'],
    [4, false],
  ])
})

test('rows without a type cell have the type that was named', async () => {
  const [message] = await messagesOf('id,list,person\na,A,p\n', 'leak')
  expect(message?.read).toEqual({ ok: true, value: { type: 'leak', id: 'a', list: 'A', person: 'p' } })
})

test.each([
  ['id,list\na,A\n', /a\.csv: line 1: the header has no column "type"; add one, or say which type it is with --type$/],
  ['\ntype,id,id\n', /a\.csv: line 2: the header names the column id twice$/],
  ['type,"id\n', /a\.csv: line 1: no CSV header$/],
])('%j has no header', async (text, says) => {
  await expect(messagesOf(text)).rejects.toThrow(says)
})

test('an empty file has no messages', async () => {
  expect(await messagesOf('')).toEqual([])
  expect(await messagesOf(`${HEADER}\n`)).toEqual([])
})
