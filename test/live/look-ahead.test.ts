import { DuckDbEngine } from '../../src/cli/support/engine.js'
import { openMigrated } from '../../src/cli/support/home.js'
import { outputTopics } from '../../src/events/topics.js'
import { readConfig } from '../../src/files/config.js'
import { readRules } from '../../src/files/rules.js'
import type { OutRecord } from '../../src/pipeline/outbox.js'
import type { Received } from '../../src/pipeline/settle.js'
import { charge, link, minute } from '../detect/edges.js'
import { receivedLine } from '../support/received.js'

const config = readConfig('.')

async function world() {
  const db = await openMigrated(':memory:', '.')
  const own = readRules('.', config.thresholds).filter(({ id }) => id === 'first-charge-high')
  const engine = await DuckDbEngine.open(db, config, own)
  const told: unknown[] = []
  const keep = async (records: readonly OutRecord[]) => {
    const alerts = records.filter(({ topic }) => topic === outputTopics.alerts)
    for (const { value } of alerts) told.push(JSON.parse(Buffer.from(value ?? []).toString()).status)
  }
  await engine.enforceRules(keep)
  const commit = async (batch: readonly Received[], next: readonly Received[] = []) => {
    await engine.commit(batch, keep, () => next)
  }
  return { commit, told, db }
}

const batchOf = (...lines: readonly string[]) => lines.map((line, i) => receivedLine(line, i, config))
const linked = batchOf(link('l', { at: 0 }))
const charged = batchOf(charge('c', { at: 2 * minute, yen: 100_000 }))
/** With it, the charge that fires is not the account's first one. */
const earlier = batchOf(charge('e', { at: minute, yen: 1 }))

test('what was looked ahead to and does not come is forgotten: another leader may have taken part of it', async () => {
  const { commit, told, db } = await world()
  await commit(linked, [...earlier, ...charged])
  await commit(charged)
  expect(told).toEqual(['open'])
  await commit(earlier)
  expect(told).toEqual(['open', 'retracted'])
  db.close()
})

test('what was looked ahead to and comes is judged with what came before it', async () => {
  const { commit, told, db } = await world()
  await commit(linked, charged)
  expect(told).toEqual([])
  await commit(charged, earlier)
  expect(told).toEqual(['open'])
  await commit(earlier)
  expect(told).toEqual(['open', 'retracted'])
  db.close()
})
