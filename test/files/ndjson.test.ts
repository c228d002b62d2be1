import { mkdirSync } from 'node:fs'
import { LINE_BYTES_MAX } from '../../src/files/ndjson.js'
import { fileSource } from '../../src/files/source.js'
import type { Message } from '../../src/ingest/receive.js'
import { Scratch } from '../support/cli.js'

const scratch = new Scratch()
afterAll(() => scratch.remove())

async function messagesOf(text: string): Promise<Message[]> {
  const messages: Message[] = []
  for await (const piece of fileSource(scratch.write('a.ndjson', text)).messages()) messages.push(...piece)
  return messages
}

test('a message a line; empty lines are none, and count', async () => {
  const messages = await messagesOf('\ufeff{"a":1}\r\n\n \t\r\n{"b":2}')
  expect(messages.map(({ offset, bytes }) => [offset, Buffer.from(bytes).toString()])).toEqual([
    [1, '{"a":1}'],
    [4, '{"b":2}'],
  ])
  expect(messages[0]).toMatchObject({ source: scratch.path('a.ndjson'), partition: 0 })
})

test('a line beyond 16 MiB is cut and refused, the next one is read', async () => {
  const [long, next] = await messagesOf(`${'x'.repeat(LINE_BYTES_MAX + 1)}\n{"b":2}`)
  expect(long?.bytes).toHaveLength(LINE_BYTES_MAX)
  expect(long?.read).toMatchObject({ ok: false, reason: 'too-large' })
  expect(next).toMatchObject({ offset: 2, bytes: Buffer.from('{"b":2}') })
})

test('the end of the name says what it is', () => {
  for (const name of ['a.ndjson', 'a.jsonl', 'a.json', 'a.NDJSON.gz', 'a.csv', 'a.CSV.gz']) {
    expect(fileSource(scratch.write(name, '')).name).toBe(scratch.path(name))
  }
  expect(() => fileSource(scratch.write('a.txt', ''))).toThrow(/a\.txt: neither .ndjson.*rename it/)
  expect(() => fileSource(scratch.path('none.csv'))).toThrow(/none\.csv: no such file$/)
  mkdirSync(scratch.path('b.ndjson'))
  expect(() => fileSource(scratch.path('b.ndjson'))).toThrow(/b\.ndjson: a folder; name the files in it$/)
})
