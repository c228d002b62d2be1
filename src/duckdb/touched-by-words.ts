import { type BankenEvent, type EventType, tableOf } from '../events/catalogue.js'
import { MICROS } from '../events/time.js'
import type { Scratch } from './scratch.js'
import { stageEvents } from './tables.js'
import { transfersSql } from './transfers-sql.js'

/** How far a word on a line reaches: 7 days to a re-issue that it repairs, and 72 hours from there. */
const SIM_REACH_HOURS = 240

interface Reaches {
  /** Which links and charges `f` a word `w` speaks of: any of these, each with an equality to join by. */
  readonly subjects: readonly string[]
  /** A word `n` of the same kind about the same subject; it ends what `w` says. */
  readonly sameKind: string
}

const OF_ACCOUNT = 'f.account_key = w.account_key'
const OF_BANK = 'f.provider = w.provider AND f.bank = w.bank'
const OF_EVERY_BANK = "f.provider = w.provider AND w.bank = '*'"

const reaches: Readonly<Partial<Record<EventType, Reaches>>> = {
  'two-factor': { subjects: [OF_ACCOUNT], sameKind: 'n.account_key = w.account_key' },
  holder: { subjects: [OF_ACCOUNT], sameKind: 'n.account_key = w.account_key' },
  adoption: {
    subjects: [OF_BANK],
    sameKind: 'n.provider = w.provider AND n.bank = w.bank',
  },
  suspension: {
    subjects: [OF_BANK, OF_EVERY_BANK],
    sameKind: 'n.provider = w.provider AND n.bank = w.bank AND list_has_all(n.operations, w.operations)',
  },
  limit: {
    subjects: [OF_BANK, OF_EVERY_BANK].map(
      rail => `${rail} AND coalesce(w.account, f.account) = f.account AND coalesce(w.wallet, f.wallet) = f.wallet`,
    ),
    sameKind: `n.provider = w.provider AND n.bank = w.bank AND n.per = w.per
      AND n.account IS NOT DISTINCT FROM w.account AND n.wallet IS NOT DISTINCT FROM w.wallet`,
  },
}

/** Whether enrichment joins links and charges with events of this type. */
export function speaks(type: EventType): boolean {
  return type === 'sim' || reaches[type] !== undefined
}

/** Marks what late or displaced words speak of. */
export class WordMarks {
  readonly #scratch: Scratch

  constructor(scratch: Scratch) {
    this.#scratch = scratch
  }

  /** Words of one type: from their time to the next word of their kind. */
  async mark(type: EventType, words: readonly BankenEvent[]): Promise<void> {
    const stage = `late_${tableOf(type)}`
    await stageEvents(this.#scratch, type, words, stage)
    const from = words.reduce((least, word) => Math.min(least, word.at), Number.POSITIVE_INFINITY) - 5 * MICROS.minute
    const transfers = transfersSql(['provider', 'bank', 'account', 'wallet'], { from, to: Number.POSITIVE_INFINITY })
    for (const condition of conditionsOf(type)) {
      const marked = `SELECT f.id, f.event_at FROM ${transfers} f SEMI JOIN (${toldSql(type, stage)}) w ON ${condition}`
      await this.#scratch.insertOnce('touched', marked)
    }
    if (type === 'holder') await this.#addRelinked()
  }

  /** A link whose holder changes changes what is counted for its wallet: it is late itself. */
  async #addRelinked(): Promise<void> {
    await this.#scratch.insertOnce(
      'late',
      `SELECT 'link' AS type, l.* FROM links l
      JOIN (SELECT account_key, min(event_at) AS since FROM late_holders GROUP BY ALL) w
        ON l.account_key = w.account_key AND l.event_at >= w.since`,
    )
  }
}

/** Words with the end of what they say: to ask for it of each link and charge that they speak of is dear. */
function toldSql(type: EventType, stage: string): string {
  if (type === 'sim') {
    return `SELECT w.event_at, w.event_at + INTERVAL ${SIM_REACH_HOURS} HOUR AS until, t.account_key
      FROM ${stage} w JOIN two_factors t ON t.phone = w.phone`
  }
  const next = `SELECT min(n.event_at) FROM ${tableOf(type)} n
    WHERE ${reachOf(type).sameKind} AND n.event_at > w.event_at`
  return `SELECT w.*, coalesce((${next}), 'infinity') AS until FROM ${stage} w`
}

function conditionsOf(type: EventType): readonly string[] {
  const span = 'f.event_at >= w.event_at AND f.event_at < w.until'
  if (type === 'sim') return [`${OF_ACCOUNT} AND ${span}`]
  const around =
    'w.approximate AND f.event_at BETWEEN w.event_at - INTERVAL 5 MINUTE AND w.event_at + INTERVAL 5 MINUTE'
  const when = type === 'suspension' ? `((${span}) OR (${around}))` : span
  return reachOf(type).subjects.map(subject => `${subject} AND ${when}`)
}

function reachOf(type: EventType): Reaches {
  const reach = reaches[type]
  if (!reach) throw new Error(`${type} events say nothing about links and charges`)
  return reach
}
