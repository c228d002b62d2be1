import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { banken, expectSentence, Scratch } from '../support/cli.js'

const scratch = new Scratch()
afterAll(() => scratch.remove())

async function simulated(name: string, seed: string): Promise<readonly [traffic: string, labels: string]> {
  const out = scratch.path(name)
  const ran = await banken('simulate', '--out', out, '--events', '20000', '--accounts', '5000', '--seed', seed)
  expect(ran).toMatchObject({ code: 0, stderr: '' })
  return [readFileSync(join(out, 'traffic.ndjson'), 'utf8'), readFileSync(join(out, 'labels.csv'), 'utf8')]
}

test('writes traffic and labels that name the attacks in it; the same options give the same bytes', async () => {
  const [traffic, labels] = await simulated('one', '7')
  const events = new Map(
    traffic
      .trimEnd()
      .split('\n')
      .map(line => [JSON.parse(line).id, JSON.parse(line)]),
  )
  expect(events.size).toBe(20_000)
  const [header, ...rows] = labels.trimEnd().split('\n')
  expect(header).toBe('subject,id,campaign,kind')
  const ids = (subject: string) => rows.filter(row => row.startsWith(`${subject},`)).map(row => row.split(',')[1] ?? '')
  expect(ids('account').length).toBeGreaterThan(0)
  const attacked = ids('event').map(id => events.get(id)?.account)
  expect(new Set(attacked)).toEqual(new Set(ids('account')))
  expect(await simulated('again', '7')).toEqual([traffic, labels])
  expect((await simulated('other', '8'))[0]).not.toBe(traffic)
})

test('refuses a start that is no whole hour', async () => {
  const ran = await banken('simulate', '--out', scratch.path('x'), '--start', '2020-09-01T00:30:00+09:00')
  expectSentence(
    ran,
    2,
    /--start: not a whole hour, got "2020-09-01T00:30:00\+09:00"; write 2020-09-01T00:00:00\+09:00/,
  )
})
