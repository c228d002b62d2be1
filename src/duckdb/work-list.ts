import type { DuckDBValue } from '@duckdb/node-api'
import { fieldsNamed } from '../detect/known-values.js'
import type { Listed } from '../detect/known-work.js'
import { UNSURE } from '../detect/latest-words.js'
import type { Memory } from '../detect/memory.js'
import { text } from '../detect/rules-sql.js'
import type { DetectionPlan, WorkRow } from '../detect/store.js'
import { columnOf, type Transfer } from '../events/catalogue.js'
import { WORK } from './judged-sql.js'
import type { Scratch } from './scratch.js'
import { pickFresh, STAGED_EVENTS, TRANSFERS } from './tables.js'
import { texts } from './tally-rails.js'
import type { Slice } from './touched.js'
import { boundsSql } from './transfers-sql.js'

const BY = ['provider', 'bank', 'account', 'wallet', 'operation'] as const
const SPOKEN_OF = ['device', 'ip', 'person', 'phone']
const HOLDERS_SQL = `SELECT s.id, holder_at(s.account_key, s.event_at) FROM ${WORK} s
  WHERE s.type = 'link' AND s.id IN (SELECT unnest($1::VARCHAR[]))`

function touchedSql(type: 'link' | 'charge', { bounds, after, upTo }: Slice): string {
  const within = [
    boundsSql('t.event_at', bounds),
    ...(after ? [`(t.event_at > make_timestamptz(${after.at}) OR t.id > ${text(after.id)})`] : []),
    ...(upTo ? [`(t.event_at < make_timestamptz(${upTo.at}) OR t.id <= ${text(upTo.id)})`] : []),
  ]
  return `SELECT '${type}' AS type, t.* FROM ${type === 'link' ? 'links' : 'charge_operations'} t
    WHERE ${within.join(' AND ')} AND t.id IN (SELECT id FROM touched WHERE ${boundsSql('event_at', bounds)})
      AND t.id NOT IN (SELECT id FROM staged_events)`
}

/**
 * The links and charges that a batch judges: its own, in the temporary table `staged_events`, and the stored ones that
 * are marked, in `touched_transfers`.
 */
export class WorkList {
  readonly #scratch: Scratch
  /** Fields of touched events that rules name and look-ups go by. */
  readonly #keys: readonly string[]
  readonly #fresh = new Map<string, Listed>()
  readonly #touched = new Map<string, Listed>()

  constructor(scratch: Scratch, plan: DetectionPlan) {
    this.#scratch = scratch
    const spokenOf = plan.needed.length > 0 ? SPOKEN_OF : []
    this.#keys = [
      ...new Set([...BY, ...fieldsNamed(plan.versions), ...spokenOf, ...plan.first.flatMap(({ per }) => per)]),
    ]
  }

  /** Begins with the batch's own links and charges. */
  begin(transfers: readonly Transfer[]): void {
    this.#fresh.clear()
    for (const transfer of transfers) this.#fresh.set(transfer.id, transfer)
  }

  /** Nothing is left of the batch before. */
  async clear(): Promise<void> {
    this.#fresh.clear()
    await this.#scratch.empty('staged_events', STAGED_EVENTS)
  }

  /** Adds a slice of the marked ones, if there are any, in the place of the slice before. */
  async addTouched(slice: Slice | null): Promise<void> {
    this.#touched.clear()
    await this.#scratch.empty('touched_transfers', TRANSFERS)
    if (!slice) return
    const stored = (['link', 'charge'] as const).map(type => touchedSql(type, slice))
    await this.#scratch.insertOnce('touched_transfers', stored.join(' UNION ALL BY NAME '))
    const columns = ['id', 'type', 'epoch_us(event_at)::DOUBLE', ...this.#keys.map(columnOf)]
    const fields = ['id', 'type', 'at', ...this.#keys]
    for (const row of await this.#scratch.statements.values(`SELECT ${columns.join(', ')} FROM touched_transfers`)) {
      const listed = Object.fromEntries(fields.map((field, i) => [field, plain(row[i])])) as Listed
      this.#touched.set(listed.id, listed)
    }
  }

  /** What detection must know of: the marked ones and, `withOwn`, the batch's own whose holder is known. */
  async rows(memory: Memory, withOwn: boolean): Promise<readonly WorkRow[]> {
    const own = withOwn ? [...this.#fresh.values()] : []
    const holders = await this.#holders(memory, [...own, ...this.#touched.values()])
    const rows: WorkRow[] = []
    const add = ({ id, type, at, account }: Listed, touched: boolean) =>
      rows.push({ id, type, at, account, touched, holder: holders.get(id) ?? null })
    for (const listed of own) if (holders.has(listed.id)) add(listed, false)
    for (const listed of this.#touched.values()) add(listed, true)
    return rows
  }

  /** An event of the list. */
  of(id: string): Listed {
    const listed = this.#fresh.get(id) ?? this.#touched.get(id)
    if (!listed) throw new Error(`${id} is not to be judged`)
    return listed
  }

  /** Of links whose holder is known. */
  async #holders(memory: Memory, listed: readonly Listed[]): Promise<ReadonlyMap<string, string>> {
    const holders = new Map<string, string>()
    const asked: string[] = []
    for (const { id, type, account, at } of listed) {
      if (type !== 'link') continue
      const holder = memory.holderAsOf(account, at)
      if (holder === UNSURE) asked.push(id)
      else if (holder !== null) holders.set(id, holder)
    }
    if (asked.length > 0) {
      await pickFresh(this.#scratch, 'SELECT unnest($1::VARCHAR[])', [texts(asked)])
      for (const [id, holder] of await this.#scratch.statements.db.values(HOLDERS_SQL, [texts(asked)])) {
        if (holder !== null) holders.set(id as string, holder as string)
      }
    }
    return holders
  }
}

/** Whole numbers as an event has them. */
function plain(value: DuckDBValue | undefined): unknown {
  return typeof value === 'bigint' ? Number(value) : value
}
