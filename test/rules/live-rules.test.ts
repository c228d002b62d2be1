import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDbEngine } from '../../src/cli/support/engine.js'
import { openMigrated } from '../../src/cli/support/home.js'
import { LiveRules, UnfitRulesError } from '../../src/cli/support/live-rules.js'
import type { Measuring } from '../../src/cli/support/rule-cost.js'
import { Stillness } from '../../src/cli/support/stillness.js'
import { ruleHistory } from '../../src/duckdb/rule-history.js'
import { readConfig } from '../../src/files/config.js'
import { receivedLine } from '../support/received.js'
import { chargeLine } from '../support/samples.js'
import { headOf, withHome } from './home.js'

const free: Measuring = work => work({ micros: async () => 0, pairs: async () => new Map() })
const keep = async () => undefined

test('a change is told once it has held still, and once', () => {
  const files = new Stillness('a')
  expect(['a', 'b', 'c', 'c', 'c', 'd', 'c', 'c'].map(state => files.isNew(state))).toEqual([
    false,
    false,
    false,
    true,
    false,
    false,
    false,
    false,
  ])
})

/** What no account of the tests has. */
const NUMBER = `
account_number:
  sql: |
    SELECT max(paid.account::BIGINT) FROM charges paid WHERE paid.account_key = event.account_key
      AND paid.event_at <= event.event_at
  reads: [{ of: charge, by: account, for: ever }]`

/** A home with one rule, in whose folder a run goes on. */
async function withRun(
  use: (run: {
    rules: LiveRules
    log: string[]
    write: (where: string) => void
    open: () => Promise<{
      renew: () => Promise<void>
      read: (id: string) => Promise<void>
      versions: () => Promise<string[]>
      fired: () => Promise<unknown[]>
      close: () => void
    }>
  }) => Promise<void>,
): Promise<void> {
  const sqlOf = (where: string) => `${headOf('x')}SELECT id FROM work WHERE ${where}`
  await withHome({ x: { sql: sqlOf('yen > 1') } }, async home => {
    const log: string[] = []
    writeFileSync(join(home, 'pipelines/features/more.yaml'), NUMBER)
    const config = readConfig(home)
    const rules = new LiveRules(
      home,
      config,
      (level, message) => log.push(`${level} ${message.replace(home, '')}`),
      free,
    )
    const open = async () => {
      const db = await openMigrated(join(home, 'x.duckdb'), home, { create: true })
      const engine = rules.over(await DuckDbEngine.open(db, config, await rules.load(db)), db)
      await engine.enforceRules(keep)
      let offset = 0
      return {
        renew: () => engine.renewRules(keep),
        read: async (id: string) => {
          await engine.commit([receivedLine(chargeLine(id), offset++, config)], keep, () => [])
        },
        versions: async () => (await ruleHistory(db)).map(({ definition }) => JSON.parse(definition).sql as string),
        fired: async () => (await db.values('SELECT event_id FROM alert_events ORDER BY 1')).flat(),
        close: () => db.close(),
      }
    }
    await use({ rules, log, open, write: where => writeFileSync(join(home, 'pipelines/rules/x.sql'), sqlOf(where)) })
  })
}

test('files are read between batches, after they have held still', async () => {
  await withRun(async ({ rules, log, open, write }) => {
    const run = await open()
    await run.read('a')
    write('yen > 2')
    rules.look()
    await run.renew()
    expect(await run.versions()).toHaveLength(1)
    rules.look()
    await run.renew()
    await run.renew()
    expect(await run.versions()).toHaveLength(2)
    expect(log.filter(line => /^info x [0-9a-f]{12} judges from 2020-/.test(line))).toHaveLength(1)
    run.close()
  })
})

test('rules that fail on what is stored are put away, loudly, and all judge as before until the file is mended', async () => {
  await withRun(async ({ rules, log, open, write }) => {
    const run = await open()
    await run.read('a')
    write('account_number > 5')
    rules.look()
    rules.look()
    await expect(run.renew()).rejects.toThrow(UnfitRulesError)
    run.close()
    const again = await open()
    await again.read('b')
    expect(await again.versions()).toHaveLength(1)
    expect(await again.fired()).toEqual(['a', 'b'])
    write('yen > 1000000')
    rules.look()
    rules.look()
    await again.renew()
    expect(await again.versions()).toHaveLength(2)
    expect(await again.fired()).toEqual([])
    expect(log.filter(line => line.startsWith('error'))).toEqual([])
    again.close()
  })
})
