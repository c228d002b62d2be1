import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { type Feature, isWindowed, type WindowedFeature } from '../../src/detect/feature.js'
import type { Database } from '../../src/duckdb/database.js'
import { columnOf } from '../../src/events/catalogue.js'
import { readFeatures } from '../../src/files/rules.js'
import { judged } from '../support/everything.js'

const HOME = '.'
const HOT_DAYS = 3

/** The campaigns of the fixtures on one wallet, device and ip each. */
const CAMPAIGNS = /wal-a64864ee402d|wal-447c9c0919c6|dev-c2f9ab56fdca|203\.0\.113\.201/

const linesOf = (name: string) =>
  gunzipSync(readFileSync(`fixtures/september-2020/${name}.ndjson.gz`))
    .toString()
    .trimEnd()
    .split('\n')

/**
 * Every seventh line of the traffic, all of one day, the holders and the campaigns, and the signals: keys with few events
 * and keys with many.
 */
function lines(): string[] {
  const traffic = linesOf('traffic').filter(
    (line, i) =>
      i % 7 === 0 || line.includes('"at":"2020-08-21T') || CAMPAIGNS.test(line) || line.includes('"type":"holder"'),
  )
  return [...traffic, ...linesOf('signals')]
}

/** Interleaved from both ends: half of the events come late, many of them far older than the hot window. */
function interleaved(all: readonly string[]): string[] {
  const half = Math.ceil(all.length / 2)
  return all
    .slice(0, half)
    .flatMap((line, i) => [all[all.length - 1 - i] ?? '', line])
    .slice(0, all.length)
}

const replayed = (order: readonly string[], batch: number, features: readonly Feature[]) =>
  judged(order, batch, features, HOT_DAYS)

const TRANSFERS = `(
  SELECT * FROM v_links UNION ALL BY NAME SELECT * FROM v_charges
)`

function condition(field: string, values: readonly string[] | null | undefined): string {
  if (!values) return `f.${columnOf(field)} IS NULL`
  return `f.${columnOf(field)} IN (${values.map(value => `'${value}'`).join(', ')})`
}

/** The feature of every event by a plain self-join on (at, id); null where the event lacks a key. */
function selfJoin(feature: WindowedFeature): string {
  const where = [
    `f.type = '${feature.of}'`,
    ...feature.per.map(field => `f.${columnOf(field)} = e.${columnOf(field)}`),
    ...Object.entries(feature.where).map(([field, values]) => condition(field, values)),
    `f.event_at > e.event_at - to_microseconds(${feature.within})`,
    '(f.event_at < e.event_at OR (f.event_at = e.event_at AND f.id <= e.id))',
  ].join(' AND ')
  const missing = feature.per.map(field => `e.${columnOf(field)} IS NULL`).join(' OR ')
  const inner = feature.distinct
    ? `coalesce((SELECT max(n) FROM (SELECT count(DISTINCT f.${columnOf(feature.distinct)}) AS n FROM transfers f
        WHERE ${where}${feature.others ? ` AND f.${columnOf(feature.distinct)} <> e.${columnOf(feature.distinct)}` : ''}${feature.most ? ` GROUP BY f.${columnOf(feature.most)}` : ''})), 0)`
    : `coalesce((SELECT ${feature.sum ? 'sum(f.yen)' : 'count(*)'} FROM transfers f WHERE ${where}), 0)`
  return `SELECT e.id, CASE WHEN ${missing} THEN NULL ELSE ${inner} END::BIGINT AS value FROM transfers e
    WHERE e.snapshot IS NOT TRUE`
}

async function disagreements(db: Database, feature: WindowedFeature) {
  return db.rows(`
    SELECT expected.id, expected.value, (a.features->>'${feature.name}')::BIGINT AS found
    FROM (${selfJoin(feature)}) expected
    LEFT JOIN alert_events a ON a.event_id = expected.id
    WHERE a.event_id IS NULL OR found IS DISTINCT FROM expected.value`)
}

const features = [...readFeatures(HOME).values()].filter(isWindowed)

test.each([
  ['in order, large batches', (all: string[]) => all, 5_000],
  ['from both ends, small batches', interleaved, 700],
])('features agree with a self-join on every event: %s', async (_name, order, batch) => {
  const db = await replayed(order(lines()), batch, features)
  await db.run(`CREATE TEMP TABLE transfers AS FROM ${TRANSFERS}`)
  const [row] = await db.rows('SELECT count(*)::INTEGER AS judged FROM alert_events')
  expect(row?.judged).toBeGreaterThan(5_000)
  for (const feature of features) {
    expect({ feature: feature.name, disagree: await disagreements(db, feature) }).toEqual({
      feature: feature.name,
      disagree: [],
    })
  }
  db.close()
})

test('every windowed feature is above its least value somewhere, so that agreement means something', async () => {
  const db = await replayed(lines(), 5_000, features)
  for (const feature of features) {
    const [row] = await db.rows(`SELECT max((features->>'${feature.name}')::BIGINT)::INTEGER AS most FROM alert_events`)
    expect({ feature: feature.name, isTried: Number(row?.most) > 1 }).toEqual({ feature: feature.name, isTried: true })
  }
  db.close()
})
