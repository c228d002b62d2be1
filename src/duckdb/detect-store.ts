import type { AlertFacts } from '../detect/alert.js'
import { firstFeaturesSql, firstLookupsSql } from '../detect/first-sql.js'
import { firingsSql } from '../detect/rules-sql.js'
import type { FeatureColumns } from '../detect/sliding.js'
import type { DetectionPlan, DetectStore, SavedAlert, StoredAlert, WorkRow } from '../detect/store.js'
import type { WindowRow } from '../detect/window.js'
import type { BankenEvent, EventType, Transfer } from '../events/catalogue.js'
import { columnOf } from '../events/catalogue.js'
import { alertFacts, saveAlerts, storedAlerts } from './alerts-table.js'
import { appendRows, type Column } from './append.js'
import type { Database } from './database.js'
import { keySql, stageIds, stageOf } from './tables.js'
import { markFrom, markTouched } from './touched.js'
import { transfersSql } from './transfers-sql.js'

const FOREVER = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }

/** Detection's side of DuckDB. Every method but the first two runs inside the transaction of a batch. */
export class DuckDbDetectStore implements DetectStore {
  readonly #db: Database
  readonly #plan: DetectionPlan
  /** The rules' statement: the same for every batch, since neither the plan nor the columns of `judged` change. */
  #firings: string | undefined

  constructor(db: Database, plan: DetectionPlan) {
    this.#db = db
    this.#plan = plan
  }

  async *rowsFrom(at: number, fields: readonly string[]): AsyncGenerator<readonly WindowRow[]> {
    const bounds = { from: at, to: Number.POSITIVE_INFINITY }
    for await (const { columns, rowCount } of this.#db.chunks(this.#windowSql(bounds, fields, 'true'))) {
      yield windowRows(columns, rowCount, fields)
    }
  }

  async quantileAt(share: number): Promise<number | null> {
    const [row] = await this.#db.values(
      `SELECT epoch_us(quantile_disc(event_at, ${share})) FROM ${transfersSql([], FOREVER)}`,
    )
    return row?.[0] === null || row?.[0] === undefined ? null : Number(row[0])
  }

  markTouched(transfers: readonly Transfer[], words: ReadonlyMap<EventType, readonly BankenEvent[]>): Promise<number> {
    return markTouched(this.#db, this.#plan, transfers, words)
  }

  markFrom(at: number): Promise<number> {
    return markFrom(this.#db, at)
  }

  async makeWork(freshTypes: ReadonlySet<EventType>, hasTouched: boolean): Promise<readonly WorkRow[]> {
    const fresh = (['link', 'charge'] as const).filter(type => freshTypes.has(type))
    const rows = [
      "SELECT 'link' AS type, false AS touched, * FROM links WHERE false",
      "SELECT 'charge' AS type, false AS touched, * FROM charge_operations WHERE false",
      ...fresh.map(freshSql),
      ...(hasTouched ? (['link', 'charge'] as const).map(type => touchedSql(type, fresh.includes(type))) : []),
    ]
    await this.#db.run(`CREATE OR REPLACE TEMP TABLE work_rows AS ${rows.join(' UNION ALL BY NAME ')}`)
    const found = await this.#db.values(`
      SELECT id, type, epoch_us(event_at), account, holder, touched
      FROM (SELECT *, CASE WHEN type = 'link' THEN holder_at(account_key, event_at) END AS holder FROM work_rows)
      WHERE touched OR holder IS NOT NULL`)
    return found.map(workRow)
  }

  async contextOf(targets: readonly WorkRow[], fields: readonly string[]): Promise<readonly WindowRow[]> {
    const sql = await this.#contextSql(targets, fields)
    const rows: WindowRow[] = []
    for await (const { columns, rowCount } of this.#db.chunks(sql)) rows.push(...windowRows(columns, rowCount, fields))
    return rows
  }

  async contextCount(targets: readonly WorkRow[]): Promise<number> {
    const [row] = await this.#db.values(`SELECT count(*) FROM (${await this.#contextSql(targets, [])})`)
    return Number(row?.[0])
  }

  async fire(ids: readonly string[], features: FeatureColumns, gone: readonly string[]): Promise<readonly string[]> {
    await this.#judge(ids, features)
    this.#firings ??= firingsSql(this.#plan.versions, await this.#judgedColumns())
    await this.#db.run(`CREATE OR REPLACE TEMP TABLE fired AS ${this.#firings}`)
    await stageIds(this.#db, 'gone', gone)
    const before = 'event_id IN (FROM touched UNION ALL FROM gone)'
    const affected = await this.#db.values(
      `SELECT alert_id FROM fired UNION SELECT alert_id FROM alert_events WHERE ${before}`,
    )
    await this.#db.run(`DELETE FROM alert_events WHERE ${before}`)
    await this.#db.run('INSERT INTO alert_events BY NAME SELECT * FROM fired')
    return affected.map(([id]) => id as string)
  }

  facts(alertIds: readonly string[]): Promise<readonly AlertFacts[]> {
    return alertFacts(this.#db, alertIds)
  }

  alerts(alertIds: readonly string[]): Promise<readonly StoredAlert[]> {
    return storedAlerts(this.#db, alertIds)
  }

  saveAlerts(alerts: readonly SavedAlert[]): Promise<void> {
    return saveAlerts(this.#db, alerts)
  }

  async #judgedColumns(): Promise<ReadonlySet<string>> {
    const rows = await this.#db.values('SELECT column_name FROM (DESCRIBE judged)')
    return new Set(rows.map(([name]) => name as string))
  }

  async #judge(ids: readonly string[], features: FeatureColumns): Promise<void> {
    const names = [...features.keys()]
    await this.#db.run(
      `CREATE OR REPLACE TEMP TABLE work_features (${['id VARCHAR', ...names.map(name => `${name} DOUBLE`)].join(', ')})`,
    )
    const columns: Column<number>[] = [
      { kind: 'text', of: row => ids[row] },
      ...[...features.values()].map(values => ({ kind: 'double' as const, of: (row: number) => values[row] })),
    ]
    await appendRows(this.#db.connection, 'work_features', columns, [...ids.keys()], 'temp')
    const { first } = this.#plan
    await this.#db.run(`CREATE OR REPLACE TEMP TABLE judged AS
      SELECT ${['* EXCLUDE (touched)', ...firstFeaturesSql(first)].join(', ')}
      FROM (SELECT ${['s.*', ...firstLookupsSql(first)].join(', ')} FROM enrich('work_rows') s)
      JOIN work_features USING (id)`)
    const [row] = await this.#db.values('SELECT (SELECT count(*) FROM work_rows), (SELECT count(*) FROM judged)')
    if (row?.[0] !== row?.[1]) throw new Error(`${row?.[0]} events to judge, but features for ${row?.[1]}`)
  }

  /** What shares a key with a target and lies in its reach before it. */
  async #contextSql(targets: readonly WorkRow[], fields: readonly string[]): Promise<string> {
    await stageIds(
      this.#db,
      'context_targets',
      targets.map(({ id }) => id),
    )
    await this.#db.run(
      'CREATE OR REPLACE TEMP TABLE context_keys AS SELECT * FROM work_rows WHERE id IN (FROM context_targets)',
    )
    const reach = Math.max(0, ...this.#plan.reach.values())
    const first = targets.reduce((least, { at }) => Math.min(least, at), Number.POSITIVE_INFINITY)
    const last = targets.reduce((greatest, { at }) => Math.max(greatest, at), Number.NEGATIVE_INFINITY)
    const keys = [...new Set(['account', ...this.#plan.reach.keys()])].map(columnOf)
    const shared = keys.map(key => `${key} IN (SELECT ${key} FROM context_keys WHERE ${key} IS NOT NULL)`).join(' OR ')
    return this.#windowSql(
      { from: first - reach, to: last + 1 },
      [...new Set([...fields, 'account', ...this.#plan.reach.keys()])],
      shared,
      fields,
    )
  }

  /** Rows for a window: id, type, time in microseconds, yen, then the fields in order; oldest first. */
  #windowSql(bounds: { from: number; to: number }, fields: readonly string[], where: string, shown = fields): string {
    const columns = shown.map(columnOf)
    return `SELECT ${['id', 'type', 'epoch_us(event_at)::DOUBLE', 'yen::DOUBLE', ...columns].join(', ')}
      FROM ${transfersSql([...fields, 'yen'], bounds, fields.includes('holder'))} WHERE ${where} ORDER BY event_at, id`
  }
}

function freshSql(type: 'link' | 'charge'): string {
  const operation = type === 'charge' ? ", 'charge' AS operation" : ''
  return `SELECT '${type}' AS type, false AS touched, *${keySql(type)}${operation} FROM ${stageOf(type)}`
}

function touchedSql(type: 'link' | 'charge', isFresh: boolean): string {
  const table = type === 'link' ? 'links' : 'charge_operations'
  const notFresh = isFresh ? `AND id NOT IN (SELECT id FROM ${stageOf(type)})` : ''
  return `SELECT '${type}' AS type, true AS touched, * FROM ${table} WHERE id IN (FROM touched) ${notFresh}`
}

function workRow(row: readonly unknown[]): WorkRow {
  const [id, type, at, account, holder, touched] = row as [
    string,
    'link' | 'charge',
    bigint,
    string,
    string | null,
    boolean,
  ]
  return { id, type, at: Number(at), account, holder, touched }
}

function windowRows(
  columns: readonly (readonly unknown[])[],
  rowCount: number,
  fields: readonly string[],
): WindowRow[] {
  const rows: WindowRow[] = []
  for (let i = 0; i < rowCount; i++) {
    const row: Record<string, unknown> = {
      id: columns[0]?.[i],
      type: columns[1]?.[i],
      at: columns[2]?.[i],
      yen: columns[3]?.[i] ?? 0,
    }
    for (const [k, field] of fields.entries()) row[field] = columns[k + 4]?.[i] ?? undefined
    rows.push(row as unknown as WindowRow)
  }
  return rows
}
