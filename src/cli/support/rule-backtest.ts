import type { RuleDefinition } from '../../detect/rule-version.js'
import { versionOf } from '../../detect/rule-version.js'
import { type Difference, differences, type Figures, figuresOf, prepareOutcomes } from '../../duckdb/backtest.js'
import type { Database } from '../../duckdb/database.js'
import { rehearse, type Span } from '../../duckdb/rehearse.js'
import { formatJst, MICROS } from '../../events/time.js'
import { readConfig } from '../../files/config.js'
import { checkRules } from './check-rules.js'
import { openToRead } from './home.js'
import { againstOf } from './rule-against.js'
import { candidateOf, spanOf } from './rule-candidate.js'
import type { Asked } from './rule-hunt.js'

export interface AskedBacktest extends Asked {
  /** A revision in git, or a file. */
  readonly against?: string
}

/** How a rule did over a span. Shares are between 0 and 1; null where nothing was decided. */
export interface Tried extends Figures {
  readonly version: string
  readonly alertsADay: number
  /** Confirmed accounts among those of which it is decided what they were. */
  readonly precision: number | null
  /** Of the accounts that were fraud, those that it found. */
  readonly recall: number | null
  /** Microseconds to judge a link or charge by this rule alone, features and all; it follows the machine. */
  readonly microsAnEvent: number | null
}

export interface Backtest {
  readonly rule: string
  readonly title: { readonly ja: string; readonly en: string }
  readonly from: string
  readonly to: string
  /** Links and charges in the span. */
  readonly judged: number
  readonly tried: Tried
  readonly against: {
    readonly name: string
    readonly tried: Tried
    readonly gained: readonly Difference[]
    readonly lost: readonly Difference[]
  } | null
}

/** Runs a rule over stored history, beside another version of it where one is named. The database is only read. */
export async function backtest(home: string, name: string, asked: AskedBacktest, now: () => number): Promise<Backtest> {
  const config = readConfig(home)
  const rule = candidateOf(home, config, name)
  const other = asked.against === undefined ? undefined : againstOf(home, config, rule.id, asked.against)
  const db = await openToRead(asked.db, home)
  try {
    await checkRules(db, [rule])
    if (other) await checkRules(db, [other])
    const span = await spanOf(db, asked.from, asked.to)
    await prepareOutcomes(db)
    const attempt = (one: RuleDefinition, into: string) =>
      tryRule(db, one, span, { into, hotWindowDays: config.settings.hotWindowDays, now })
    const { judged, tried } = await attempt(rule, 'rehearsed')
    return {
      rule: rule.id,
      title: rule.title,
      from: formatJst(span.from),
      to: formatJst(span.to),
      judged,
      tried,
      against: other
        ? {
            name: asked.against ?? other.id,
            tried: (await attempt(other, 'rehearsed_against')).tried,
            gained: await differences(db, 'rehearsed', 'rehearsed_against'),
            lost: await differences(db, 'rehearsed_against', 'rehearsed'),
          }
        : null,
    }
  } finally {
    db.close()
  }
}

interface Attempt {
  readonly into: string
  readonly hotWindowDays: number
  readonly now: () => number
}

async function tryRule(db: Database, rule: RuleDefinition, span: Span, { into, hotWindowDays, now }: Attempt) {
  const since = now()
  const judged = await rehearse(db, rule, span, { into, hotWindowDays })
  const micros = (now() - since) * 1000
  const figures = await figuresOf(db, into, rule.id, span)
  const { confirmed, excluded } = figures.outcomes
  const tried: Tried = {
    ...figures,
    version: versionOf(rule),
    alertsADay: figures.alerts / Math.ceil((span.to - span.from) / MICROS.day),
    precision: share(confirmed, confirmed + excluded),
    recall: share(confirmed, figures.fraud),
    microsAnEvent: judged === 0 ? null : micros / judged,
  }
  return { judged, tried }
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole
}
