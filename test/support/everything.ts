import { assemble } from '../../src/cli/support/pipeline.js'
import type { Feature } from '../../src/detect/feature.js'
import type { RuleDefinition } from '../../src/detect/rule-version.js'
import type { Database } from '../../src/duckdb/database.js'
import { openCopied, ours } from './template.js'

const ENRICHMENT = '{two_factor} {adoption} {suspended} {uncertain} {limit_charge} {limit_day} {limit_month} {holder}'

/** What a test's rule has no need to say. */
export const BARE = {
  title: { ja: '-', en: '-' },
  period: '1 month',
  severity: 'info',
  phase: 'always',
  mode: 'live',
  owner: 'test',
  runbook: 'nothing is to be done within a day',
} as const

/** Fires on every link and charge and names every feature and enrichment, so that alert_events holds what each one was. */
function everything(features: readonly Feature[]): RuleDefinition {
  return {
    ...BARE,
    id: 'everything',
    on: ['link', 'charge'],
    entity: 'provider',
    reason: { ja: ENRICHMENT, en: ENRICHMENT },
    sql: 'SELECT id FROM work',
    thresholds: {},
    features,
  }
}

/** An in-memory database that has read these lines, with that one rule. The caller closes it. */
export async function judged(
  lines: readonly string[],
  batchCountMax: number,
  features: readonly Feature[],
  hotWindowDays: number,
  sliceEventsMax = 100_000,
): Promise<Database> {
  const { config } = ours()
  const settings = { ...config.settings, hotWindowDays, sliceEventsMax, deadLetterRatioMax: 1 }
  const db = await openCopied()
  const pipeline = await assemble(db, { ...config, settings }, [everything(features)], { batchCountMax })
  const messages = lines.map((line, i) => ({ source: 'test', partition: 0, offset: i + 1, bytes: Buffer.from(line) }))
  const source = {
    name: 'test',
    async *messages() {
      yield messages
    },
  }
  for await (const report of pipeline.run(source)) expect(report.received).toBeGreaterThan(0)
  return db
}
