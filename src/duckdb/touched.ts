import type { FirstFeature } from '../detect/feature.js'
import { matchSql, sameKeySql } from '../detect/first-sql.js'
import type { DetectionPlan, Reach } from '../detect/store.js'
import { type BankenEvent, columnOf, type EventType, type Transfer } from '../events/catalogue.js'
import type { Database } from './database.js'
import { keySql, stageEvents } from './tables.js'
import { markByWords } from './touched-by-words.js'
import { type Bounds, transfersSql } from './transfers-sql.js'

/**
 * Marks, in the temporary table `touched`, the stored links and charges whose judgement late or displaced events may
 * change. It may mark more than needed, never less. Resolves to how many are marked.
 */
export async function markTouched(
  db: Database,
  plan: DetectionPlan,
  transfers: readonly Transfer[],
  words: ReadonlyMap<EventType, readonly BankenEvent[]>,
): Promise<number> {
  await db.run('CREATE OR REPLACE TEMP TABLE touched (id VARCHAR)')
  if (transfers.length === 0 && words.size === 0) return 0
  await makeLate(db, transfers)
  for (const [type, events] of words) await markByWords(db, type, events)
  await markByChains(db, plan.reach)
  for (const feature of plan.first) await markByFirst(db, feature)
  await db.run('CREATE OR REPLACE TEMP TABLE touched AS SELECT DISTINCT id FROM touched')
  return touchedCount(db)
}

/** Marks every link and charge at or after an instant. */
export async function markFrom(db: Database, at: number): Promise<number> {
  const bounds = { from: at, to: Number.POSITIVE_INFINITY }
  await db.run(`CREATE OR REPLACE TEMP TABLE touched AS SELECT id FROM ${transfersSql([], bounds)}`)
  return touchedCount(db)
}

async function touchedCount(db: Database): Promise<number> {
  const [row] = await db.values('SELECT count(*) FROM touched')
  return Number(row?.[0])
}

/** `late`: the links and charges that touch others by their keys. */
async function makeLate(db: Database, transfers: readonly Transfer[]): Promise<void> {
  for (const type of ['link', 'charge'] as const) {
    const events = transfers.filter(transfer => transfer.type === type)
    await stageEvents(db, type, events, `late_${type}s`)
  }
  await db.run(`CREATE OR REPLACE TEMP TABLE late AS
    SELECT 'link' AS type, *${keySql('link')} FROM late_links
    UNION ALL BY NAME SELECT 'charge' AS type, *${keySql('charge')} FROM late_charges`)
}

/** The span of the late events, in microseconds; null without any. */
async function lateSpan(db: Database): Promise<Bounds | null> {
  const [row] = await db.values('SELECT epoch_us(min(event_at)), epoch_us(max(event_at)) FROM late')
  return row?.[0] === null || row?.[0] === undefined ? null : { from: Number(row[0]), to: Number(row[1]) }
}

/** Every event f of a late event's key with late.at <= f.at < late.at + the key's reach. */
async function markByChains(db: Database, reach: Reach): Promise<void> {
  const span = await lateSpan(db)
  if (!span) return
  for (const [chain, withinMicros] of reach) {
    const fields = chain === 'account' ? [] : [chain]
    const key = chain === 'account' ? 'account_key' : columnOf(chain)
    await db.run(`INSERT INTO touched
      SELECT DISTINCT f.id FROM ${transfersSql(fields, { from: span.from, to: span.to + withinMicros })} f
      JOIN late ON f.${key} = late.${key}
      WHERE f.event_at >= late.event_at AND f.event_at < late.event_at + to_microseconds(${withinMicros})`)
  }
}

/**
 * A late event that is, or that was, the first of its kind changes the feature of every later event of its key. One
 * that has another before it changes nothing.
 */
async function markByFirst(db: Database, feature: FirstFeature): Promise<void> {
  const span = await lateSpan(db)
  if (!span) return
  const fields = feature.per.filter(field => field !== 'account')
  await db.run(`INSERT INTO touched
    SELECT DISTINCT f.id FROM ${transfersSql(fields, { from: span.from, to: Number.POSITIVE_INFINITY })} f
    JOIN (
      SELECT * FROM late
      WHERE late.type = '${feature.of}' AND ${matchSql(feature, 'late')} AND NOT EXISTS (
        FROM ${feature.of}s g
        WHERE ${sameKeySql(feature, 'g', 'late')} AND ${matchSql(feature, 'g')}
          AND g.event_at <= late.event_at AND (g.event_at < late.event_at OR g.id < late.id)
      )
    ) first ON ${sameKeySql(feature, 'f', 'first')}
    WHERE f.event_at >= first.event_at`)
}
