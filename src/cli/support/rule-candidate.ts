import { existsSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { parseRule } from '../../detect/rule.js'
import { defineRule, type RuleDefinition } from '../../detect/rule-version.js'
import type { Database } from '../../duckdb/database.js'
import type { Span } from '../../duckdb/rehearse.js'
import { MICROS, type Microseconds, parseInstant } from '../../events/time.js'
import { type Config, thresholdsOf } from '../../files/config.js'
import { readFeatures, readRuleFiles } from '../../files/rules.js'
import { UsageError } from './errors.js'

/** A rule by its id, or by the path of a file `<id>.sql` that is not installed; its thresholds are those of config/. */
export function candidateOf(home: string, { thresholds }: Pick<Config, 'thresholds'>, name: string): RuleDefinition {
  if (name.endsWith('.sql')) {
    if (!existsSync(name)) throw new UsageError(`${name}: no such file; name a rule's file, or the id of one`)
    const source = parseRule(name, basename(name, '.sql'), readFileSync(name, 'utf8'))
    return defineRule(name, source, thresholdsOf(thresholds, source.id), readFeatures(home))
  }
  const { rules, refused } = readRuleFiles(home, thresholds)
  const broken = refused.find(({ rule }) => rule === name)
  if (broken) throw broken.error
  const rule = rules.find(({ id }) => id === name)
  if (rule) return rule
  throw new UsageError(`${name}: no such rule; there are ${rules.map(({ id }) => id).join(', ')}, or name a file *.sql`)
}

/** `--from`: an instant, or a day in JST, which means its start. */
export function fromOption(text: string): Microseconds {
  return instantOf('--from', text, '00:00')
}

/** `--to`: an instant, which is not in the span any more, or a day in JST, which is in it to its end. */
export function toOption(text: string): Microseconds {
  return instantOf('--to', text, '24:00')
}

function instantOf(option: string, text: string, means: '00:00' | '24:00'): Microseconds {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text)
  const parsed = parseInstant(isDay ? `${text}T00:00:00+09:00` : text)
  if (parsed.ok) return isDay && means === '24:00' ? parsed.value + MICROS.day : parsed.value
  throw new UsageError(
    `${option}: ${parsed.why}, got ${JSON.stringify(text)}; write 2020-09-15T18:00:00+09:00, or 2020-09-15 for its ${means} in JST`,
  )
}

/** The span between the options; without one of them, to the first or last link or charge that is stored. */
export async function spanOf(db: Database, from?: Microseconds, to?: Microseconds): Promise<Span> {
  const [row = []] = await db.values(
    'SELECT epoch_us(min(event_at)), epoch_us(max(event_at)) FROM (SELECT event_at FROM links UNION ALL SELECT event_at FROM charges)',
  )
  const [first, last] = row.map(value => (value === null ? 0 : Number(value))) as [number, number]
  const span = { from: from ?? first, to: to ?? last + 1 }
  if (span.from < span.to) return span
  throw new UsageError('--from must lie before --to, and there must be something between them')
}
