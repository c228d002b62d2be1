import { Detector } from '../detect/detector.js'
import { RuleSet } from '../detect/rule-set.js'
import { boundSql, type RuleDefinition, versionOf } from '../detect/rule-version.js'
import { workSql } from '../detect/rules-sql.js'
import { type Threshold, thresholdAt } from '../detect/threshold.js'
import { type Database, DatabaseError } from './database.js'
import { DuckDbDetectStore } from './detect-store.js'
import { type Plain, plain } from './plain.js'
import { forgiving } from './rule-forgiving.js'
import { waysOf } from './rule-ways.js'
import { Statements } from './statements.js'

/** A condition of a rule's WHERE, and what it saw of one event. */
export interface Condition {
  readonly sql: string
  /** null: unknown, because something in it is. A row is selected only where every condition is true. */
  readonly holds: boolean | null
  readonly columns: Readonly<Record<string, Plain>>
  readonly thresholds: Readonly<Record<string, number>>
}

export interface Explained {
  /** Whether the event is one that the rule looks at at all: of its types, and no snapshot. */
  readonly isJudged: boolean
  readonly fires: boolean
  readonly type: string
  readonly conditions: readonly Condition[]
}

/**
 * What a rule sees of a stored link or charge, computed by the engine itself. Makes temporary tables only, so that the
 * database may be open for reading. Rejects with a DatabaseError where the event is not there.
 */
export async function explainRule(
  db: Database,
  rule: RuleDefinition,
  eventId: string,
  hotWindowDays: number,
): Promise<Explained> {
  const [found] = await db.values(
    "SELECT type, epoch_us(event_at) FROM (SELECT 'link' AS type, id, event_at FROM links UNION ALL SELECT 'charge', id, event_at FROM charges) WHERE id = $1",
    [eventId],
  )
  if (!found)
    throw new DatabaseError(`${db.path}: ${eventId}: no link or charge has this id, and rules look at nothing else`)
  const version = { definition: await forgiving(db, rule), version: versionOf(rule), from: null, to: null }
  await judgeAlone(db, new RuleSet([version]), eventId, Number(found[1]), hotWindowDays)
  const work = `${workSql(version)} `
  const [seen] = await db.values(`${work} SELECT count(*) FROM work WHERE id = ${quoted(eventId)}`)
  const isJudged = Number(seen?.[0]) > 0
  const fired = await Statements.of(db).once(
    `SELECT id FROM (${work} SELECT * FROM (\n${boundSql(version.definition)}\n)) WHERE id = ${quoted(eventId)}`,
  )
  const conditions = isJudged ? await conditionsAt(db, rule, work, { id: eventId, at: Number(found[1]) }) : []
  return { isJudged, fires: fired.rows.length > 0, type: String(found[0]), conditions }
}

/** Fills the table `judged` with this one event. The rows that the engine would write go to tables that are thrown away. */
async function judgeAlone(
  db: Database,
  rules: RuleSet,
  eventId: string,
  at: number,
  hotWindowDays: number,
): Promise<void> {
  for (const table of ['alert_events', 'alerts'])
    await db.run(`CREATE OR REPLACE TEMP TABLE ${table} AS FROM main.${table} LIMIT 0`)
  try {
    const store = new OneEvent(db, rules, eventId)
    const detector = await Detector.open(store, rules, { hotWindowDays, sliceEventsMax: 1 })
    await detector.judgeFrom(at)
  } finally {
    for (const table of ['alert_events', 'alerts']) await db.run(`DROP TABLE temp.${table}`)
  }
}

/** Marks one event where it is asked for all from its time on, and keeps no alert. */
class OneEvent extends DuckDbDetectStore {
  readonly #db: Database
  readonly #id: string

  constructor(db: Database, rules: RuleSet, id: string) {
    super(db, rules, { keepsJudged: true })
    this.#db = db
    this.#id = id
  }

  override async markFrom(at: number): Promise<number> {
    await super.markFrom(at)
    await this.#db.run(`DELETE FROM touched WHERE id <> ${quoted(this.#id)}`)
    return 1
  }

  override async saveAlerts(): Promise<void> {}
}

async function conditionsAt(
  db: Database,
  rule: RuleDefinition,
  work: string,
  { id: eventId, at }: { readonly id: string; readonly at: number },
): Promise<Condition[]> {
  const conditions: Condition[] = []
  for (const { sql, conditions: asked } of await waysOf(db, rule)) {
    const columns = asked.flatMap(({ holds, seen }) => [`${holds}::BOOLEAN`, ...Object.values(seen)])
    const { rows } = await Statements.of(db).once(
      `${work} SELECT ${columns.join(', ')} FROM (\n${boundSql({ ...rule, sql })}\n) WHERE selected = ${quoted(eventId)}`,
    )
    const values = (rows[0] ?? []).map(plain)
    for (const { sql: condition, seen, thresholds } of asked) {
      conditions.push({
        sql: condition,
        holds: values.shift() as boolean | null,
        columns: Object.fromEntries(Object.keys(seen).map(name => [name, values.shift() ?? null])),
        thresholds: Object.fromEntries(
          thresholds.map(name => [name, thresholdAt(rule.thresholds[name] as Threshold, at)]),
        ),
      })
    }
  }
  return conditions
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
