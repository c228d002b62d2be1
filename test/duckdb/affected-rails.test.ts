import { openPipeline } from '../../src/cli/support/pipeline.js'
import { charge, link, minute } from '../detect/edges.js'

/** Runs the lines one by one, and tells what each wrote to `affected_rails`, which is there until its commit. */
async function railsAfter(lines: readonly string[]): Promise<string[][]> {
  const { db, pipeline } = await openPipeline(':memory:', '.', 1)
  const messages = lines.map((line, i) => ({ source: 's', partition: 0, offset: i + 1, bytes: Buffer.from(line) }))
  const source = {
    name: 's',
    async *messages() {
      yield messages
    },
  }
  const after: string[][] = []
  const look = async () => {
    const rows = await db.values("SELECT provider || '|' || bank FROM affected_rails ORDER BY ALL")
    after.push(rows.map(([rail]) => String(rail)))
  }
  for await (const { received } of pipeline.run(source, undefined, look)) expect(received).toBe(1)
  db.close()
  return after
}

const drain = [
  link('l', { at: -minute }),
  charge('c0', { at: 0, yen: 60_000 }),
  charge('c1', { at: minute, yen: 60_000 }),
]
const elsewhere = charge('c2', { at: 2 * minute, yen: 60_000, bank: '0040' })
const calm = charge('other', { at: 3 * minute, account: 'z', yen: 1 })

test('after each batch there are the rails of the alerts that it changed, and of all their events', async () => {
  expect(await railsAfter([...drain, elsewhere, calm])).toEqual([
    [],
    ['paypay|9900'],
    ['paypay|9900'],
    ['paypay|0040', 'paypay|9900'],
    [],
  ])
})

test('a rail that an alert no longer has is among them once more', async () => {
  const other = charge('c2', { at: 2 * minute, yen: 60_001, bank: '0040', outcome: 'failed' })
  const [, , , ...after] = await railsAfter([...drain, elsewhere, other, calm])
  // Of two contents of one id the lower hash stays: if it is the first one, nothing changes.
  expect([
    [['paypay|0040', 'paypay|9900'], ['paypay|0040', 'paypay|9900'], []],
    [['paypay|0040', 'paypay|9900'], [], []],
  ]).toContainEqual(after)
})
