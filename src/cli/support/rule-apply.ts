import type { AlertChange } from '../../detect/alert-changes.js'
import { RuleError } from '../../detect/rule.js'
import { entriesFrom, REMOVED } from '../../detect/rule-history.js'
import { isLive } from '../../duckdb/belongs.js'
import { DatabaseError } from '../../duckdb/database.js'
import { DuckDbEventStore } from '../../duckdb/event-store.js'
import { ruleHistory } from '../../duckdb/rule-history.js'
import { formatJst, type Microseconds } from '../../events/time.js'
import { readConfig } from '../../files/config.js'
import { inTransaction } from '../../pipeline/transaction.js'
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
}

const LIVE =
  'belongs to banken run, which alone publishes what is judged again. It takes changed rules when it starts, from the ' +
  'start of the period that holds the newest event; what is older stays as it was published'

/**
 * Lets the rules of this home judge what is stored from an instant on, in one transaction. Rejects where any file is
 * refused, and for a live database.
 */
export async function applyRules(home: string, path: string, from: Microseconds): Promise<Applied> {
  const config = readConfig(home)
  const db = await openMigrated(path, home)
  try {
    if (await isLive(db)) throw new DatabaseError(`${path}: ${LIVE}`)
    const { rules, refused } = await loadRules(db, home, config)
    if (refused[0]) throw new RuleError(`${refused[0].sentence}; nothing was applied`)
    const added = entriesFrom(await ruleHistory(db), rules, from)
    const { hotWindowDays } = config.settings
    const { alerts } = await inTransaction(new DuckDbEventStore(db), () =>
      openDetector(db, added, { hotWindowDays, isLive: false }),
    )
    const count = (kind: AlertChange['kind']) => alerts.filter(alert => alert.kind === kind).length
    return {
      rules: added.map(({ rule, version, from }) => ({ rule, version, from: formatJst(from ?? 0) })),
      opened: count('opened'),
      amended: count('amended'),
      retracted: count('retracted'),
    }
  } finally {
    db.close()
  }
}

export function appliedText({ rules, opened, amended, retracted }: Applied): string {
  if (rules.length === 0) return 'the rules judge everything from there on already; nothing was changed\n'
  const lines = rules.map(({ rule, version, from }) =>
    version === REMOVED ? `${rule} ends at ${from}\n` : `${rule} ${version} judges from ${from}\n`,
  )
  return `${lines.join('')}alerts: ${opened} opened, ${amended} amended, ${retracted} retracted\n`
}
