import { basename, dirname } from 'node:path'
import { type Bilingual, reasonOf } from '../../detect/alert.js'
import { accountsToCall, type FoundAccount } from '../../duckdb/call-list.js'
import { rehearse } from '../../duckdb/rehearse.js'
import { formatJst, type Microseconds } from '../../events/time.js'
import { readConfig } from '../../files/config.js'
import { csvText, writeFiles } from '../../files/output.js'
import { checkRules } from './check-rules.js'
import { openToRead } from './home.js'
import { candidateOf, spanOf } from './rule-candidate.js'
import { tableText } from './table.js'

/** What is asked of history: a rule over a span. */
export interface Asked {
  readonly db: string
  readonly from?: Microseconds
  readonly to?: Microseconds
}

/** An account to call, the ones with the most at stake first. */
interface Call extends Omit<FoundAccount, 'features' | 'observed' | 'firstAt' | 'lastAt'> {
  /** What the rule saw at the last firing event. */
  readonly reason: Bilingual
  /** RFC 3339 with +09:00. */
  readonly firstAt: string
  readonly lastAt: string
}

export interface Hunt {
  readonly rule: string
  readonly from: string
  readonly to: string
  /** Links and charges that were looked at. */
  readonly judged: number
  /** Accounts that were found too, and of which there is a claim already. */
  readonly claimed: number
  readonly calls: readonly Call[]
}

/** Runs a rule over stored history and says whom to call. The database is only read. */
export async function hunt(home: string, name: string, asked: Asked): Promise<Hunt> {
  const config = readConfig(home)
  const rule = candidateOf(home, config, name)
  const db = await openToRead(asked.db, home)
  try {
    await checkRules(db, [rule])
    const span = await spanOf(db, asked.from, asked.to)
    const judged = await rehearse(db, rule, span, { into: 'hunted', hotWindowDays: config.settings.hotWindowDays })
    const { accounts, claimed } = await accountsToCall(db, 'hunted')
    const calls = accounts.map(({ features, observed, ...account }) => ({
      ...account,
      firstAt: formatJst(account.firstAt),
      lastAt: formatJst(account.lastAt),
      reason: reasonOf(rule, { features, observed, lastAt: account.lastAt }),
    }))
    return { rule: rule.id, from: formatJst(span.from), to: formatJst(span.to), judged, claimed, calls }
  } finally {
    db.close()
  }
}

const HEADER = [
  'account',
  'bank',
  'providers',
  'yen_at_risk',
  'events',
  'first_at',
  'last_at',
  'last_event',
  'reason_ja',
  'reason_en',
]
/** Lets spreadsheets read Japanese as UTF-8. */
const BOM = '\ufeff'

export async function writeCalls(path: string, { calls }: Hunt): Promise<void> {
  const rows = calls.map(call =>
    [
      call.account,
      call.bank,
      call.providers.join(';'),
      call.yenAtRisk,
      call.events,
      call.firstAt,
      call.lastAt,
      call.lastEvent,
      call.reason.ja,
      call.reason.en,
    ].map(safeCell),
  )
  const text = BOM + (await csvText(HEADER, rows))
  await writeFiles(dirname(path), { [basename(path)]: () => [text] })
}

/** A text that a spreadsheet would compute is quoted by an apostrophe, which it then shows as text. */
export function safeCell(value: unknown): unknown {
  return typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
}

const SHOWN_MAX = 20

export function huntText(found: Hunt, isWritten: boolean): string {
  const shown = isWritten ? [] : found.calls.slice(0, SHOWN_MAX)
  const rows = shown.map(({ account, bank, providers, yenAtRisk, lastAt, reason }) => [
    account,
    bank,
    providers.join(';'),
    yenAtRisk,
    lastAt,
    reason.ja,
  ])
  const columns = ['account', 'bank', 'providers', 'yen at risk', 'last event', 'reason']
  const more = found.calls.length - shown.length
  const rest = more > 0 && !isWritten ? `and ${more} more: write all of them by --out FILE.csv\n` : ''
  return `${rows.length > 0 ? tableText(columns, rows) : ''}${rest}${summary(found)}`
}

function summary({ rule, from, to, judged, claimed, calls }: Hunt): string {
  const yen = calls.reduce((sum, call) => sum + call.yenAtRisk, 0)
  return `${rule}: ${calls.length} accounts to call, ${yen} yen at risk, found among ${judged} links and charges from ${from} to ${to}; ${claimed} more accounts were found of which there is a claim already\n`
}
