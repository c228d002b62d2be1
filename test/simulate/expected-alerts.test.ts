import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openPipeline } from '../../src/cli/support/pipeline.js'
import type { Database } from '../../src/duckdb/database.js'
import { fileSource } from '../../src/files/source.js'

const FOLDER = join('fixtures', 'september-2020')
const STORY = ['controls.ndjson', 'traffic.ndjson.gz', 'claims.ndjson']
const ARTICLE = ['2020-09-15T00:00:00+09:00', '2020-09-15T23:59:59.999999+09:00', '2020-09-16T23:59:59.999999+09:00']
const BASES = ['declared', 'confirmed', 'compensated', 'excluded']
/** The two rails of the signals that have claims. */
const RAILS_OF_ITS_OWN = ['docomo|0177', 'docomo|0169']

interface Expected {
  readonly rule: string
  readonly expect: string
  readonly type: string
  readonly entity: string
  readonly campaign: string
}

const rows: Expected[] = readFileSync(join(FOLDER, 'expected-alerts.csv'), 'utf8')
  .trimEnd()
  .split('\n')
  .slice(1)
  .map(line => {
    const [rule = '', expect = '', type = '', entity = '', campaign = ''] = line.split(',')
    return { rule, expect, type, entity, campaign }
  })

const labelled = [...new Set(rows.map(({ rule }) => rule))]
const covered = labelled.filter(rule => existsSync(join('pipelines', 'rules', `${rule}.sql`)))
const absent = labelled.filter(rule => !covered.includes(rule))
const absence = absent.length > 0 ? `, NOT YET HERE: ${absent.join(', ')}` : ''

/** By rule, entity type and entity: statuses and modes of its alerts. */
const alerts = new Map<string, string[]>()
let figuresOfStory: Record<string, unknown>
let figuresOfAll: Record<string, unknown>
let db: Database

/** What the announcements count, and at the end of all events, by basis, rail and time; unknown cells left out. */
async function figures(): Promise<Record<string, unknown>> {
  const all: Record<string, unknown> = {}
  for (const asOf of [...ARTICLE, '2020-09-18T12:00:00+09:00']) {
    for (const basis of BASES) {
      const cells = await db.rows(`SELECT * FROM damage('${asOf}', '${basis}') WHERE cases IS NOT NULL`)
      for (const cell of cells) all[`${asOf} ${basis} ${cell.provider}|${cell.bank}`] = cell
    }
  }
  return all
}

beforeAll(async () => {
  const open = await openPipeline(':memory:', '.', 100_000)
  db = open.db
  const read = async (name: string) => {
    for await (const report of open.pipeline.run(fileSource(join(FOLDER, name))))
      expect(report.received).toBeGreaterThan(0)
  }
  for (const name of STORY) await read(name)
  figuresOfStory = await figures()
  await read('signals.ndjson.gz')
  await open.pipeline.finish()
  figuresOfAll = await figures()
  for (const alert of await db.rows('SELECT rule, entity_type, entity_id, status, mode FROM v_alerts')) {
    const key = `${alert.rule} ${alert.entity_type} ${alert.entity_id}`
    alerts.set(key, [...(alerts.get(key) ?? []), `${alert.status} ${alert.mode}`])
  }
}, 240_000)

afterAll(() => db.close())

const of = ({ rule, type, entity }: Expected) => alerts.get(`${rule} ${type} ${entity}`) ?? []

test(`${covered.length} of ${labelled.length} labelled rules are in pipelines/rules and covered${absence}`, () => {
  expect(covered.length).toBeGreaterThan(0)
})

describe.each(covered)('%s', rule => {
  const expected = (what: string) => rows.filter(row => row.rule === rule && row.expect === what)

  test('has an open, live alert on each entity that it must see', () => {
    expect(expected('alert')).not.toEqual([])
    const unseen = expected('alert').filter(row => !of(row).includes('open live'))
    expect(unseen).toEqual([])
  })

  test('has no open alert on what only looks like it', () => {
    expect(expected('quiet')).not.toEqual([])
    const seen = expected('quiet').filter(row => of(row).some(status => status.startsWith('open')))
    expect(seen).toEqual([])
  })
})

test('the signals change no figure of any rail that has one without them', () => {
  expect(Object.keys(figuresOfStory).length).toBeGreaterThan(100)
  const ofOthers = Object.entries(figuresOfAll).filter(([key]) => !RAILS_OF_ITS_OWN.some(rail => key.endsWith(rail)))
  expect(Object.fromEntries(ofOthers)).toEqual(figuresOfStory)
  const own = Object.keys(figuresOfAll).filter(key => RAILS_OF_ITS_OWN.some(rail => key.endsWith(rail)))
  expect(own.filter(key => ARTICLE.some(asOf => key.startsWith(asOf)))).toEqual([])
})
