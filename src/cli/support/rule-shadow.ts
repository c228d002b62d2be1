import { type Figures, figuresOf, prepareOutcomes } from '../../duckdb/backtest.js'
import { openToRead } from './home.js'
import { spanOf } from './rule-candidate.js'
import type { Asked } from './rule-hunt.js'
import { tableText } from './table.js'

/** What a rule in shadow mode has fired, and nobody was called about. */
export interface Shadowed
  extends Pick<Figures, 'alerts' | 'accounts' | 'outcomes' | 'alone' | 'yenBefore' | 'yenAfter'> {
  readonly rule: string
  /** Of the succeeded charges among its firing events. */
  readonly yen: number
}

/** What the rules in shadow mode would have done in a span, by what is stored of them. */
export async function shadows(home: string, asked: Asked): Promise<Shadowed[]> {
  const db = await openToRead(asked.db, home)
  try {
    const span = await spanOf(db, asked.from, asked.to)
    await prepareOutcomes(db)
    const rules = await db.values(`
      SELECT rule, coalesce(sum(yen), 0)::BIGINT FROM alert_events
      WHERE mode = 'shadow' AND event_at >= make_timestamptz(${span.from}) AND event_at < make_timestamptz(${span.to})
      GROUP BY rule ORDER BY rule`)
    const found: Shadowed[] = []
    for (const [name, yen] of rules) {
      const rule = String(name)
      await db.run(`CREATE OR REPLACE TEMP TABLE shadowed AS FROM alert_events
        WHERE mode = 'shadow' AND rule = '${rule}'
          AND event_at >= make_timestamptz(${span.from}) AND event_at < make_timestamptz(${span.to})`)
      const { alerts, accounts, outcomes, alone, yenBefore, yenAfter } = await figuresOf(db, 'shadowed', rule, span)
      found.push({ rule, yen: Number(yen), alerts, accounts, outcomes, alone, yenBefore, yenAfter })
    }
    return found
  } finally {
    db.close()
  }
}

export function shadowText(found: readonly Shadowed[]): string {
  if (found.length === 0) return 'no rule in shadow mode has fired here\n'
  const rows = found.map(({ rule, alerts, accounts, yen, outcomes, alone, yenAfter }) => {
    const decided = outcomes.confirmed + outcomes.excluded
    const precision = decided === 0 ? null : `${outcomes.confirmed} of ${decided}`
    return [rule, alerts, accounts, yen, precision, yenAfter, alone]
  })
  return tableText(
    [
      'rule',
      'alerts',
      'accounts',
      'yen',
      'confirmed of decided',
      'yen of confirmed after its alert',
      'found by no other rule',
    ],
    rows,
  )
}
