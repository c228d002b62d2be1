import { DuckDbEngine } from '../../src/cli/support/engine.js'
import { openMigrated } from '../../src/cli/support/home.js'
import { outputTopics } from '../../src/events/topics.js'
import { readConfig } from '../../src/files/config.js'
import { readRules } from '../../src/files/rules.js'
import type { OutRecord } from '../../src/pipeline/outbox.js'
import { charge, day, hour, link, minute } from '../detect/edges.js'
import { receivedLine } from '../support/received.js'

const config = readConfig('.')
const { tombstoneDays } = config.settings.kafka

/** What each event leaves of the rule's alerts for the topics: its status, or `gone` for a tombstone of its alert. */
async function told(lines: readonly string[]): Promise<{ told: string[]; topics: Set<string>; stored: unknown[] }> {
  const db = await openMigrated(':memory:', '.')
  const own = readRules('.', config.thresholds).filter(({ id }) => id === 'first-charge-high')
  const engine = await DuckDbEngine.open(db, config, own)
  const kept: OutRecord[] = []
  const keep = async (records: readonly OutRecord[]) => {
    kept.push(...records)
  }
  await engine.enforceRules(keep)
  const said: string[] = []
  const topics = new Set<string>()
  for (const [offset, line] of lines.entries()) {
    kept.length = 0
    await engine.commit([receivedLine(line, offset, config)], keep)
    const alerts = kept.filter(({ topic }) => topic === outputTopics.alerts || topic === outputTopics.shadowAlerts)
    for (const { topic, value } of alerts) {
      if (value === null) topics.add(topic)
      const revision = value === null ? 'gone' : JSON.parse(Buffer.from(value).toString()).status
      said.push(`${offset} ${revision}`)
    }
  }
  const stored = await db.values('SELECT rule, status FROM alerts')
  db.close()
  return { told: said, topics, stored }
}

const fires = [link('l', { at: 0 }), charge('c', { at: minute, yen: 100_000 })]
/** With it, the charge that fired was not the account's first one. */
const earlier = charge('e', { at: -hour, yen: 1 })
const elsewhere = (id: string, at: number) => charge(id, { at, account: 'z', wallet: 'z', yen: 1 })
/** The period is the day of noon; the newest event's day has to begin later than so long after its end. */
const lastDay = tombstoneDays * day + day

test('a retracted alert gets a tombstone on both topics once it is old, and leaves the database', async () => {
  const after = await told([...fires, earlier, elsewhere('x', lastDay), elsewhere('y', lastDay + day)])
  expect(after.told).toEqual(['1 open', '2 retracted', '4 gone', '4 gone'])
  expect(after.topics).toEqual(new Set([outputTopics.alerts, outputTopics.shadowAlerts]))
  expect(after.stored).toEqual([])
})

test('an open alert never gets one', async () => {
  const after = await told([...fires, elsewhere('x', lastDay + day), elsewhere('y', lastDay + 9 * day)])
  expect(after.told).toEqual(['1 open'])
  expect(after.stored).toEqual([['first-charge-high', 'open']])
})

test('what fires it again opens it anew', async () => {
  // Of two events with one id the one with the lower SHA-256 counts: one of twenty is lower than the earlier charge.
  const displacing = Array.from({ length: 20 }, (_, i) => elsewhere('e', i * minute))
  const after = await told([...fires, earlier, elsewhere('y', lastDay + day), ...displacing])
  expect(after.told.slice(0, 4)).toEqual(['1 open', '2 retracted', '3 gone', '3 gone'])
  expect(after.told.slice(4)).toEqual([expect.stringMatching(/^\d+ open$/)])
  expect(after.stored).toEqual([['first-charge-high', 'open']])
})
