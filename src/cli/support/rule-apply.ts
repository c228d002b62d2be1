import type { AlertChange } from '../../detect/alert-changes.js'
import { RuleError } from '../../detect/rule.js'
import { entriesFrom, type HistoryEntry, REMOVED } from '../../detect/rule-history.js'
import { isLive } from '../../duckdb/belongs.js'
import type { Database } from '../../duckdb/database.js'
import { DuckDbEventStore } from '../../duckdb/event-store.js'
import { DuckDbJournal } from '../../duckdb/journal.js'
import { ruleHistory } from '../../duckdb/rule-history.js'
import { formatJst, type Microseconds } from '../../events/time.js'
import { type Config, readConfig } from '../../files/config.js'
import type { Keep } from '../../pipeline/live.js'
import { NO_MARK } from '../../pipeline/mark.js'
import { publicationAfter } from '../../pipeline/publication.js'
import { inTransaction } from '../../pipeline/transaction.js'
import { putInForce } from './engine.js'
import { openMigrated } from './home.js'
import { openDetector } from './pipeline.js'
import { loadRules } from './rule-load.js'

/** A rule that now judges from an instant on, or that ends there. */
export interface AppliedRule {
  readonly rule: string
  /** `removed` where it ends. */
  readonly version: string
  /** RFC 3339 with +09:00: the start of its period that holds the instant that was asked for. */
  readonly from: string
}

export interface Applied {
  readonly rules: readonly AppliedRule[]
  readonly opened: number
  readonly amended: number
  readonly retracted: number
  /** Whether it waits in the database for the next `banken run` to publish it. */
  readonly waits: boolean
}

/**
 * Lets the rules of this home judge what is stored from an instant on, in one transaction. Rejects where any file is
 * refused. In a live database that leaves revisions and history in the outbox, for the next `banken run` to publish.
 */
export async function applyRules(home: string, path: string, from: Microseconds): Promise<Applied> {
  const config = readConfig(home)
  const db = await openMigrated(path, home, { megabytesMax: config.settings.databaseMegabytesMax })
  try {
    const { rules, refused } = await loadRules(db, home, config)
    if (refused[0]) throw new RuleError(`${refused[0].sentence}; nothing was applied`)
    const added = entriesFrom(await ruleHistory(db), rules, from)
    const waits = await isLive(db)
    const alerts = await (waits ? judgeForTopics(db, config, added) : judge(db, config, added))
    const count = (kind: AlertChange['kind']) => alerts.filter(alert => alert.kind === kind).length
    return {
      rules: added.map(({ rule, version, from }) => ({ rule, version, from: formatJst(from ?? 0) })),
      opened: count('opened'),
      amended: count('amended'),
      retracted: count('retracted'),
      waits: waits && added.length > 0,
    }
  } finally {
    db.close()
  }
}

async function judge(db: Database, { settings }: Config, added: readonly HistoryEntry[]) {
  const opening = () => openDetector(db, added, { limits: settings, isLive: false })
  return (await inTransaction(new DuckDbEventStore(db), opening)).alerts
}

/** As a leading instance does it, but for the sending. */
async function judgeForTopics(db: Database, config: Config, added: readonly HistoryEntry[]) {
  const journal = new DuckDbJournal(db)
  const before = (await journal.marks()).at(-1) ?? NO_MARK
  const positions = await journal.positions()
  const keep: Keep = records => journal.write(publicationAfter(before, records, positions), NO_MARK)
  return (await putInForce(db, config, added, keep)).alerts
}

export function appliedText({ rules, opened, amended, retracted, waits }: Applied): string {
  if (rules.length === 0) return 'the rules judge everything from there on already; nothing was changed\n'
  const lines = rules.map(({ rule, version, from }) =>
    version === REMOVED ? `${rule} ends at ${from}\n` : `${rule} ${version} judges from ${from}\n`,
  )
  return `${lines.join('')}alerts: ${opened} opened, ${amended} amended, ${retracted} retracted\n${waits ? WAITS : ''}`
}

const WAITS = 'nothing of it is on the topics yet: the next banken run on this database publishes it first\n'
