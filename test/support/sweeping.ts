import { assemble } from '../../src/cli/support/pipeline.js'
import type { RuleDefinition } from '../../src/detect/rule-version.js'
import { isSweep } from '../../src/detect/sweep.js'
import type { Database } from '../../src/duckdb/database.js'
import { readRules } from '../../src/files/rules.js'
import { openCopied, ours } from './template.js'

const HOME = '.'

/** So low that a few made-up events let every rule fire. */
const LOW: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'shared-ring': { accounts_min: 2, holders_min: 1 },
  'slow-and-low': { accounts_min: 1, wallets_min: 1, yen_max: 50_000, yen_min: 1, days_min: 0 },
  'probe-then-burst': { probe_yen_max: 20_000, failures_min: 1, charges_min: 1, yen_min: 30_000, habit_hours: 48 },
  'rail-surge': { weeks_min: 1, links_min: 1, deviations_min: 0, spread_links_min: 0 },
  'launch-watch': { yen_min: 1 },
  'rail-silence': { silence_hours_min: 1, events_min: 1, habit_days_min: 1, gap_factor: 1 },
  'rail-damage-rate': { cases_per_100k_links_min: 0 },
  'stop-is-leaking': {},
  'cash-out': { yen_min: 1, share_min: 0.1 },
  'mule-fan-in': { senders_min: 1 },
}

/** The rules that sweep, with their own thresholds or with low ones. */
export function sweepRules(isLow: boolean): RuleDefinition[] {
  const { thresholds } = ours().config
  const low = Object.entries(LOW).map(([rule, values]) => [rule, { ...thresholds[rule], ...values }])
  return readRules(HOME, isLow ? { ...thresholds, ...Object.fromEntries(low) } : thresholds).filter(isSweep)
}

export interface Sweeping {
  readonly rules: readonly RuleDefinition[]
  readonly batchCountMax: number
  /** Sweeps after each batch, and not only at the end. */
  readonly isEager: boolean
}

/** A database in memory that has read these lines with these rules. The caller closes it. */
export async function swept(lines: readonly string[], { rules, batchCountMax, isEager }: Sweeping): Promise<Database> {
  const { config } = ours()
  const db = await openCopied()
  const settings = { ...config.settings, deadLetterRatioMax: 1 }
  const pipeline = await assemble(db, { ...config, settings }, rules, { batchCountMax })
  const messages = lines.map((line, i) => ({ source: 'test', partition: 0, offset: i + 1, bytes: Buffer.from(line) }))
  const source = {
    name: 'test',
    async *messages() {
      yield messages
    },
  }
  for await (const report of pipeline.run(source)) if (isEager && report.received > 0) await pipeline.finish()
  await pipeline.finish()
  return db
}
