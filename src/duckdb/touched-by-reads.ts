import type { Read } from '../detect/feature.js'
import { isRead } from '../detect/reads.js'
import { type BankenEvent, columnOf, isTransfer, tableOf } from '../events/catalogue.js'
import type { Scratch } from './scratch.js'
import { stageEvents, stageTransfers } from './tables.js'
import { boundsOf, transfersSql } from './transfers-sql.js'

const FIELDS = ['provider', 'bank', 'account', 'wallet', 'device', 'ip']

/** Where a phone or a person is said to be an account's or a wallet's. It need not have been at the time: more may be marked. */
const SAID_OF_ACCOUNT = { phone: ['links', 'two_factors', 'holders'], person: ['links', 'holders'] } as const
const SAID_OF_WALLET = { phone: ['links', 'wallets'], person: ['links', 'wallets'] } as const

/** Marks what looked-up features make depend on late or displaced events. */
export class ReadMarks {
  readonly #scratch: Scratch
  readonly #reads: readonly Read[]

  constructor(scratch: Scratch, reads: readonly Read[]) {
    this.#scratch = scratch
    this.#reads = reads
  }

  async mark(events: readonly BankenEvent[]): Promise<void> {
    for (const read of this.#reads) {
      const late = events.filter(event => isRead(read, event))
      const bounds = boundsOf(late)
      if (!bounds) continue
      const stage = await this.#stage(read, late)
      for (const [key, keys] of keysOf(read, stage)) {
        const transfers = transfersSql(FIELDS, reached(read, bounds))
        const marked = `SELECT DISTINCT f.id, f.event_at FROM ${transfers} f JOIN (${keys}) w
          ON ${key} = w.key AND ${spanSql(read)}`
        await this.#scratch.insertOnce('touched', marked)
      }
    }
  }

  async #stage({ of }: Read, events: readonly BankenEvent[]): Promise<string> {
    if (of === 'link' || of === 'charge') {
      await stageTransfers(this.#scratch, events.filter(isTransfer), 'read_transfers')
      return 'read_transfers'
    }
    const stage = `read_${tableOf(of)}`
    await stageEvents(this.#scratch, of, events, stage)
    return stage
  }
}

function reached({ for: reach }: Read, { from, to }: { from: number; to: number }) {
  if (reach === 'always') return { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }
  return { from, to: reach === 'ever' ? Number.POSITIVE_INFINITY : to + reach }
}

function spanSql({ for: reach }: Read): string {
  if (reach === 'always') return 'true'
  if (reach === 'ever') return 'f.event_at >= w.event_at'
  return `f.event_at >= w.event_at AND f.event_at <= w.event_at + to_microseconds(${reach})`
}

/** What of a link or charge, `f`, is a key of the staged events, and these keys. */
function keysOf(read: Read, stage: string): readonly (readonly [key: string, keys: string])[] {
  const { by } = read
  if (by === 'rail') {
    const rails = `SELECT concat(provider, '|', bank) AS key, event_at FROM ${stage}`
    return [
      ["concat(f.provider, '|', f.bank)", rails],
      ["concat(f.provider, '|*')", rails],
    ]
  }
  const subjects = subjectsSql(read, stage)
  if (by !== 'phone' && by !== 'person') return [[`f.${by}`, `SELECT ${by} AS key, event_at FROM ${subjects}`]]
  return [
    ['f.account', saidSql(subjects, by, 'account', SAID_OF_ACCOUNT[by])],
    ['f.wallet', saidSql(subjects, by, 'wallet', SAID_OF_WALLET[by])],
  ]
}

/** What the staged events are about, and others of the same with them: those that are displaced are in no table. */
function subjectsSql({ of, by, same }: Read, stage: string): string {
  if (!same) return stage
  const shared = same.map(field => `other.${columnOf(field)} = late.${columnOf(field)}`).join(' AND ')
  return `(SELECT ${by}, event_at FROM ${stage}
    UNION SELECT other.${by}, late.event_at FROM ${stage} late JOIN ${tableOf(of)} other ON ${shared})`
}

function saidSql(subjects: string, by: string, whose: string, tables: readonly string[]): string {
  const said = tables.map(table => `SELECT ${by}, ${whose} AS key FROM ${table}`).join(' UNION ALL ')
  return `SELECT DISTINCT said.key, late.event_at FROM ${subjects} late JOIN (${said}) said ON said.${by} = late.${by}`
}
