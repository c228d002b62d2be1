import { isLookup, type LookupFeature } from '../../detect/feature.js'
import { headLinesOf, placeholdersOf, RuleError } from '../../detect/rule.js'
import { RuleSet } from '../../detect/rule-set.js'
import { boundSql, type RuleDefinition, type RuleVersion, versionOf } from '../../detect/rule-version.js'
import { featureValueSql, firingsSql, namedFeaturesSql } from '../../detect/rules-sql.js'
import { featureColumnOf } from '../../detect/sliding.js'
import { isSweep, type SweepDefinition } from '../../detect/sweep.js'
import { unreadType } from '../../detect/sweep-reads.js'
import { emptyRun, sweepSql } from '../../detect/sweep-sql.js'
import type { Database } from '../../duckdb/database.js'
import { DuckDbDetectStore } from '../../duckdb/detect-store.js'
import { duckDbReason, isDuckDbError, messageOf } from '../../duckdb/refusal.js'
import { forgivingVersions } from '../../duckdb/rule-forgiving.js'
import { parseAhead } from '../../duckdb/rule-tree.js'
import { FeatureError } from './feature-error.js'
import { featureFaults, guardedTexts, ruleFile, sqlFaults } from './guard-rules.js'

/**
 * Lets DuckDB read every rule against an empty work list, so that a slip in a rule is told when it is loaded, with the
 * rule's file, and not in the middle of a replay. Rejects with a RuleError. Writes temporary tables only.
 */
export async function checkRules(db: Database, rules: readonly RuleDefinition[]): Promise<void> {
  await parseAhead(db, guardedTexts(rules))
  for (const rule of rules) await guard(db, rule)
  for (const rule of rules) if (isSweep(rule)) await checkSweep(db, rule)
  const judging = rules.filter(rule => !isSweep(rule))
  if (judging.length === 0) return
  const versions = judging.map(definition => ({ definition, version: versionOf(definition), from: null, to: null }))
  // As they will be run, so that what is planned here is used again.
  const forgiven = new RuleSet(await forgivingVersions(db, versions))
  const failure = await judgeNothing(db, forgiven).catch((error: unknown) => error)
  if (failure !== undefined) for (const version of versions) await checkAlone(db, version)
  const columns = new Set(
    (await db.values('SELECT column_name FROM (DESCRIBE judged)')).map(([name]) => name as string),
  )
  for (const version of versions) await checkRule(db, version, columns)
  // No single rule is to blame: what is left is a bug.
  if (failure !== undefined) throw failure
}

async function checkSweep(db: Database, definition: SweepDefinition): Promise<void> {
  const file = ruleFile(definition)
  const version = { definition, version: versionOf(definition), from: null, to: null }
  const described = await db.values(`DESCRIBE ${sweepSql(emptyRun(version))}`).catch((error: unknown) => {
    throw refusal(definition, error, SWEEP_LINES_BEFORE)
  })
  const selected = described.map(([name]) => name as string)
  const missing = ['id', 'entity'].find(name => !selected.includes(name))
  if (missing !== undefined)
    throw new RuleError(`${file}: selects ${selected.join(', ')}; a sweep must select ${missing}`)
  const unread = unreadType(definition)
  if (unread) throw new RuleError(`${file}: reads: add ${unread.type}, for ${unread.name} changes with such events`)
  const known = new Set([...selected, ...Object.keys(definition.thresholds)])
  const unknown = placeholdersOf(`${definition.reason.ja} ${definition.reason.en}`).find(name => !known.has(name))
  if (unknown === undefined) return
  throw new RuleError(`${file}: reason: {${unknown}} is neither selected nor a threshold of it`)
}

/** Refuses a rule that does more than it may, by its own SQL or that of a feature, before any of it runs. */
async function guard(db: Database, rule: RuleDefinition): Promise<void> {
  const [fault] = await sqlFaults(db, rule)
  if (fault !== undefined) throw new RuleError(`${ruleFile(rule)}: ${fault}`)
  for (const feature of rule.features.filter(isLookup)) {
    const [wrong] = await featureFaults(db, feature)
    if (wrong === undefined) continue
    throw new FeatureError(rule, feature.name, wrong)
  }
}

/** The way of a batch without events: makes the tables `work_rows` and `judged` and runs all rules over them. */
async function judgeNothing(db: Database, rules: RuleSet): Promise<void> {
  const store = new DuckDbDetectStore(db, rules)
  await store.markTouched([], new Map())
  await store.sliceWork(new Set(), 1)
  await store.makeWork(0)
  await store.fire([], new Map(rules.windowed.map(feature => [feature.name, featureColumnOf(feature, 0)])), [])
}

/** What a rule's features do before its own SQL is read: a feature that DuckDB refuses is told with the rule that names it. */
async function checkAlone(db: Database, version: RuleVersion): Promise<void> {
  try {
    await judgeNothing(db, new RuleSet([version]))
  } catch (error) {
    if (!isDuckDbError(error)) throw error
    for (const feature of version.definition.features.filter(isLookup)) await bindFeature(db, version, feature)
    // Read by itself the rule's SQL shows on which line it is wrong; if it is not, one of its features is.
    const own = await describeOwn(db, version).catch((inOwn: unknown) => inOwn)
    throw refusal(version.definition, lineOf(own) > OWN_LINES_BEFORE ? own : error, OWN_LINES_BEFORE)
  }
}

/** Rejects with a FeatureError if DuckDB refuses this one of the features that the rule names. */
async function bindFeature(db: Database, { definition }: RuleVersion, feature: LookupFeature): Promise<void> {
  const others = definition.features.filter(other => !isLookup(other))
  const value = featureValueSql(feature, 'j', [...others, feature])
  await db.values(`DESCRIBE SELECT\n${value}\nFROM judged j`).catch((error: unknown) => {
    throw new FeatureError(definition, feature.name, {
      line: Math.max(1, lineOf(error) - OWN_LINES_BEFORE),
      sentence: duckDbReason(error),
    })
  })
}

/** Lines of our own before those of a rule, in what DuckDB is asked to read. */
const OWN_LINES_BEFORE = 1
const SWEEP_LINES_BEFORE = 2

function refusal(definition: RuleDefinition, error: unknown, linesBefore: number): RuleError {
  const line = lineOf(error) - linesBefore
  const where = line > 0 ? `line ${headLinesOf(definition) + line}: ` : ''
  return new RuleError(`${ruleFile(definition)}: ${where}${duckDbReason(error)}`, { cause: error })
}

/** The line that DuckDB means, of all that it was given; 0 where it names none. */
function lineOf(error: unknown): number {
  return Number(/\n\s*LINE (\d+): /.exec(messageOf(error))?.[1] ?? 0)
}

function describeOwn(db: Database, { definition }: RuleVersion) {
  const work = `SELECT *${namedFeaturesSql(definition, 'j')} FROM judged j`
  return db.values(`DESCRIBE WITH work AS (${work}) SELECT * FROM (\n${boundSql(definition)}\n)`)
}

async function checkRule(db: Database, version: RuleVersion, columns: ReadonlySet<string>): Promise<void> {
  const { definition } = version
  const selected = await explained(db, version, columns)
  if (!selected.includes('id')) {
    throw new RuleError(`${ruleFile(definition)}: selects ${selected.join(', ')}; it must select id`)
  }
  const known = new Set([
    ...columns,
    ...Object.keys(definition.thresholds),
    ...definition.features.map(({ name }) => name),
  ])
  const unknown = placeholdersOf(`${definition.reason.ja} ${definition.reason.en}`).find(name => !known.has(name))
  if (unknown !== undefined) {
    throw new RuleError(
      `${ruleFile(definition)}: reason: {${unknown}} is no column of work, no declared feature and no threshold of it`,
    )
  }
}

/** The names of what the rule selects. */
async function explained(db: Database, version: RuleVersion, columns: ReadonlySet<string>): Promise<string[]> {
  const { definition } = version
  try {
    const rows = await describeOwn(db, version)
    await db.run(`DESCRIBE ${firingsSql([version], columns)}`)
    return rows.map(([name]) => name as string)
  } catch (error) {
    throw refusal(definition, error, OWN_LINES_BEFORE)
  }
}
