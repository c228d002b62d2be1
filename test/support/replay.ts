import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { assemble, openPipeline } from '../../src/cli/support/pipeline.js'
import type { Database } from '../../src/duckdb/database.js'
import type { Pipeline } from '../../src/pipeline/pipeline.js'
import { root } from './cli.js'
import { rules } from './oracle/rules.js'
import { openCopied, ours } from './template.js'

export interface Replay {
  /** The lines of each source, delivered one source after the other. */
  readonly sources: readonly (readonly string[])[]
  readonly batchCountMax?: number
  /** On a file database that is closed and opened again before each source. */
  readonly reopened?: boolean
  /** Stored links and charges that are judged again at once. */
  readonly sliceEventsMax?: number
  /** The instant at which the tallies are asked. */
  readonly talliesAt?: string
}

/** What the set of events says, as text that is equal where the bytes are. */
export interface Said {
  readonly events: string
  readonly alerts: string
  readonly deadLetters: string
  readonly tallies: string
  /** What each link and charge was joined to as of its `at`, one JSON object a line, by id. */
  readonly joined: string
}

const JOINED = 'id, two_factor, adoption, suspended, uncertain, limit_charge, limit_day, limit_month'
const BASES = ['declared', 'confirmed', 'compensated', 'excluded', 'suspected']

async function text(db: Database, sql: string): Promise<string> {
  return (await db.values(sql)).map(([line]) => String(line)).join('\n')
}

async function tallies(db: Database, talliesAt: string): Promise<string> {
  const texts: string[] = []
  for (const basis of BASES) {
    const rows = `FROM damage('${talliesAt}', '${basis}') d ORDER BY d.provider, d.bank`
    texts.push(await text(db, `SELECT to_json(d)::VARCHAR ${rows}`))
  }
  return texts.join('\n')
}

const QUESTIONS: Readonly<Record<keyof Said, (db: Database, talliesAt: string) => Promise<string>>> = {
  events: db => text(db, 'SELECT content FROM events ORDER BY id'),
  alerts: db => text(db, "SELECT payload FROM alerts WHERE status = 'open' ORDER BY id"),
  deadLetters: db =>
    text(db, "SELECT sha256 || ' ' || reason || ' ' || to_base64(bytes) FROM dead_letters ORDER BY sha256, reason"),
  tallies,
  joined: db =>
    text(
      db,
      `SELECT to_json(j)::VARCHAR FROM (SELECT ${JOINED} FROM v_links UNION ALL SELECT ${JOINED} FROM v_charges) j
      ORDER BY id`,
    ),
}

interface Open {
  readonly db: Database
  readonly pipeline: Pipeline
}

async function openCopy({ batchCountMax, sliceEventsMax }: Replay): Promise<Open> {
  const { config, rules } = ours()
  const settings = { ...config.settings, ...(sliceEventsMax && { sliceEventsMax }) }
  const db = await openCopied()
  return { db, pipeline: await assemble(db, { ...config, settings }, rules, { batchCountMax }) }
}

async function feed({ db, pipeline }: Open, name: string, lines: readonly string[]): Promise<void> {
  const messages = lines.map((line, i) => ({ source: name, partition: 0, offset: i + 1, bytes: Buffer.from(line) }))
  const source = {
    name,
    async *messages() {
      yield messages
    },
  }
  let received = 0
  for await (const report of pipeline.run(source)) {
    received += report.received
    const revisions = report.alerts.map(({ id, mode }) => `${mode} ${id}`)
    if (new Set(revisions).size < revisions.length) throw new Error('a batch gave an alert two revisions')
  }
  if (received !== lines.length) throw new Error(`${lines.length} messages delivered, ${received} received`)
  const [row] = await db.values(`SELECT received - stored - duplicates - dead_lettered FROM sources
    WHERE source = '${name}'`)
  if (lines.length > 0 && Number(row?.[0]) !== 0) throw new Error(`${name}: the counts do not balance`)
}

/** Runs the sources through the pipeline, and says these parts of what is in the database then: tallies take longest. */
export async function replayFor<Part extends keyof Said>(
  how: Replay,
  parts: readonly Part[],
): Promise<Pick<Said, Part>> {
  const { sources, batchCountMax, reopened = false, talliesAt = '2020-10-02T00:00:00+09:00' } = how
  const folder = reopened ? mkdtempSync(join(tmpdir(), 'banken-replay-')) : undefined
  const reopen = folder && (() => openPipeline(join(folder, 'test.duckdb'), root, batchCountMax))
  try {
    let open: Open = reopen ? await reopen() : await openCopy(how)
    for (const [i, lines] of sources.entries()) {
      if (reopen && i > 0) {
        open.db.close()
        open = await reopen()
      }
      await feed(open, `source-${i}`, lines)
    }
    await open.pipeline.finish()
    const answer: Partial<Said>[] = []
    for (const part of parts) answer.push({ [part]: await QUESTIONS[part](open.db, talliesAt) })
    open.db.close()
    return Object.assign({}, ...answer) as Pick<Said, Part>
  } finally {
    if (folder) rmSync(folder, { recursive: true, force: true })
  }
}

/** The same, with all that there is to say. */
export function replay(how: Replay): Promise<Said> {
  return replayFor(how, ['events', 'alerts', 'deadLetters', 'tallies', 'joined'])
}

/** What the oracle does not judge: words, features, and the version of the rule. */
const UNJUDGED = ['title', 'reason', 'runbook', 'features', 'ruleVersion']

const JUDGED = new Set(rules.map(({ id }) => id))

/** The alerts of `Said`, as far as the oracle judges them: those of the rules that it knows. */
export function judgedOf(alerts: string): Record<string, unknown>[] {
  const payloads = alerts === '' ? [] : alerts.split('\n').map(line => JSON.parse(line) as Record<string, unknown>)
  return payloads
    .filter(({ rule }) => JUDGED.has(String(rule)))
    .map(payload => Object.fromEntries(Object.entries(payload).filter(([field]) => !UNJUDGED.includes(field))))
}
