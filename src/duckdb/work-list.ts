import { UNSURE } from '../detect/latest-words.js'
import type { Memory, Subject } from '../detect/memory.js'
import type { DetectionPlan, WorkRow } from '../detect/store.js'
import { columnOf, type Transfer } from '../events/catalogue.js'
import { WORK } from './judged-sql.js'
import type { Scratch } from './scratch.js'
import type { Statements } from './statements.js'
import { TRANSFERS } from './tables.js'
import { texts } from './tally-rails.js'
import { type Bounds, boundsSql } from './transfers-sql.js'

/** An event of the work list. */
export interface Listed extends Subject {
  readonly type: 'link' | 'charge'
  /** What it does, for words on operations. */
  readonly operation: string
  readonly touched: boolean
}

function touchedSql(type: 'link' | 'charge', bounds: Bounds): string {
  return `SELECT '${type}' AS type, t.* FROM ${type === 'link' ? 'links' : 'charge_operations'} t
    WHERE ${boundsSql('t.event_at', bounds)} AND t.id IN (SELECT id FROM touched)
      AND t.id NOT IN (SELECT id FROM fresh_transfers)`
}
const HOLDERS_SQL = `SELECT s.id, holder_at(s.account_key, s.event_at) FROM ${WORK} s
  WHERE s.type = 'link' AND s.id IN (SELECT unnest($1::VARCHAR[]))`

const BY = ['provider', 'bank', 'account', 'wallet', 'operation'] as const

/**
 * The links and charges that a batch judges: its own, in the temporary table `fresh_transfers`, and the stored ones that
 * are marked, in `touched_transfers`.
 */
export class WorkList {
  readonly #statements: Statements
  readonly #scratch: Scratch
  /** Fields of touched events that look-ups go by. */
  readonly #keys: readonly string[]
  readonly #listed = new Map<string, Listed>()

  constructor(statements: Statements, scratch: Scratch, plan: DetectionPlan) {
    this.#statements = statements
    this.#scratch = scratch
    this.#keys = [...new Set([...BY, ...plan.first.flatMap(({ per }) => per)])]
  }

  /** Begins with the batch's own links and charges. */
  begin(transfers: readonly Transfer[]): void {
    this.#listed.clear()
    for (const transfer of transfers) this.#listed.set(transfer.id, listedFresh(transfer))
  }

  /** Nothing is left of the batch before. */
  async clear(): Promise<void> {
    this.#listed.clear()
    await this.#scratch.empty('fresh_transfers', TRANSFERS)
  }

  /** Adds the marked ones, which lie in a span if there are any. */
  async addTouched(bounds: Bounds | null): Promise<void> {
    await this.#scratch.empty('touched_transfers', TRANSFERS)
    if (!bounds) return
    const stored = (['link', 'charge'] as const).map(type => touchedSql(type, bounds))
    await this.#scratch.insertOnce('touched_transfers', stored.join(' UNION ALL BY NAME '))
    const columns = ['id', 'type', 'epoch_us(event_at)', ...this.#keys.map(columnOf)]
    const rows = await this.#statements.values(`SELECT ${columns.join(', ')} FROM touched_transfers`)
    for (const row of rows) this.#addRow(row)
  }

  /** What detection must know of: the marked ones, and those whose holder is known. */
  async rows(memory: Memory): Promise<readonly WorkRow[]> {
    const holders = new Map<string, string>()
    const asked: string[] = []
    for (const { id, type, account, at } of this.#listed.values()) {
      if (type !== 'link') continue
      const holder = memory.holders.asOf(account, at)
      if (holder === UNSURE) asked.push(id)
      else if (holder !== null) holders.set(id, holder)
    }
    if (asked.length > 0) {
      for (const [id, holder] of await this.#statements.db.values(HOLDERS_SQL, [texts(asked)])) {
        if (holder !== null) holders.set(id as string, holder as string)
      }
    }
    return [...this.#listed.values()]
      .map(({ id, type, at, account, touched }) => ({
        id,
        type,
        at,
        account,
        touched,
        holder: holders.get(id) ?? null,
      }))
      .filter(({ touched, holder }) => touched || holder !== null)
  }

  /** An event of the list. */
  of(id: string): Listed {
    const listed = this.#listed.get(id)
    if (!listed) throw new Error(`${id} is not to be judged`)
    return listed
  }

  #addRow([id, type, at, ...values]: readonly unknown[]): void {
    const fields: Record<string, unknown> = Object.fromEntries(this.#keys.map((key, i) => [key, values[i]]))
    const listed = { ...fields, id, type, at: Number(at), touched: true, fields }
    this.#listed.set(id as string, listed as unknown as Listed)
  }
}

function listedFresh(transfer: Transfer): Listed {
  const { id, type, at, provider, bank, account, wallet } = transfer
  const operation = type === 'link' ? transfer.operation : type
  return { id, type, at, provider, bank, account, wallet, operation, fields: transfer, touched: false }
}
