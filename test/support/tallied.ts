import { type Admitted, Detector, type EventChange } from '../../src/detect/detector.js'
import { newEntries, versionsOf } from '../../src/detect/rule-history.js'
import { RuleSet } from '../../src/detect/rule-set.js'
import type { RuleDefinition } from '../../src/detect/rule-version.js'
import type { Database } from '../../src/duckdb/database.js'
import { DuckDbDetectStore } from '../../src/duckdb/detect-store.js'
import { DuckDbEventStore } from '../../src/duckdb/event-store.js'
import { lastEventAt, talliesAt } from '../../src/duckdb/export.js'
import { DuckDbTallies } from '../../src/duckdb/tallies.js'
import type { TallyChange } from '../../src/pipeline/outgoing.js'
import { Pipeline } from '../../src/pipeline/pipeline.js'
import { openCopied } from './template.js'

type Tally = Readonly<Record<string, unknown>>

/** A rule that fires where its SQL says, once a month for each provider. */
export function ruleOf(id: string, sql: string, rest: Partial<RuleDefinition> = {}): RuleDefinition {
  const text = { ja: '-', en: '-' }
  const head = { id, title: text, reason: text, owner: 'test', runbook: 'nothing is to be done within a day', sql }
  const kind = { entity: 'provider', period: '1 month', severity: 'high', phase: 'always', mode: 'live' } as const
  return { ...head, ...kind, on: ['link', 'charge'], thresholds: {}, features: [], ...rest }
}

const OPTIONS = { batchCountMax: 100_000, deadLetterRatioMax: 1, deadLetterSampleMin: 1 }

/** A database in memory that renews its tallies with every batch, and the compacted topic that they make. */
export class Tallied {
  readonly db: Database
  readonly tallies: DuckDbTallies
  /** What is on the topic: each key with its last payload. */
  readonly topic = new Map<string, Tally>()
  #pipeline: Pipeline | undefined
  #changes: readonly TallyChange[] = []
  #readCount = 0

  private constructor(db: Database, tallies: DuckDbTallies) {
    this.db = db
    this.tallies = tallies
  }

  static async open(rules: readonly RuleDefinition[], providers: readonly string[]): Promise<Tallied> {
    const db = await openCopied()
    const tallied = new Tallied(db, await DuckDbTallies.open(db))
    const ruleSet = new RuleSet(versionsOf(newEntries([], rules, null)))
    const detector = await Detector.open(new DuckDbDetectStore(db, ruleSet), ruleSet, {
      hotWindowDays: 30,
      sliceEventsMax: 100_000,
    })
    const detection = {
      admit: (change: EventChange) => detector.admit(change),
      detect: (change: EventChange, admitted: Promise<Admitted>) => tallied.#detect(detector, change, admitted),
      settle: async () => [],
    }
    const options = { ...OPTIONS, known: { providers: new Set(providers) } }
    tallied.#pipeline = await Pipeline.open(new DuckDbEventStore(db), detection, options)
    return tallied
  }

  async #detect(detector: Detector, change: EventChange, admitted: Promise<Admitted>) {
    const alerts = await detector.detect(admitted)
    this.#changes = await this.tallies.renew({ ...change, alerts })
    return alerts
  }

  /** Reads lines as one batch, and tells what it published. */
  async read(lines: readonly string[]): Promise<readonly TallyChange[]> {
    const first = this.#readCount
    const messages = lines.map((line, i) => ({
      source: 's',
      partition: 0,
      offset: first + i,
      bytes: Buffer.from(line),
    }))
    this.#readCount += lines.length
    const source = {
      name: 's',
      async *messages() {
        yield messages
      },
    }
    for await (const _ of this.#pipeline?.run(source) ?? []) this.#publish()
    return this.#changes
  }

  #publish(): void {
    for (const { key, payload } of this.#changes) {
      if (payload) this.topic.set(key, payload as Tally)
      else this.topic.delete(key)
    }
  }

  /** The figures of every tally by its key: what was published, less its time. */
  published(): Record<string, string> {
    return figuresOf([...this.topic.values()])
  }

  /** The same, as `damage()` has it at the newest event. */
  async computed(): Promise<Record<string, string>> {
    const { header, rows } = await talliesAt(this.db, (await lastEventAt(this.db)) ?? 0)
    return figuresOf(rows.map(row => Object.fromEntries(header.map((name, i) => [name, row[i]]))))
  }

  /** The same, as the table of what was published has it. */
  async stored(): Promise<Record<string, string>> {
    const rows = await this.db.values('SELECT payload FROM tallies')
    return figuresOf(rows.map(([payload]) => JSON.parse(payload as string) as Tally))
  }

  close(): void {
    this.db.close()
  }
}

function figuresOf(tallies: readonly Tally[]): Record<string, string> {
  return Object.fromEntries(
    tallies.map(({ as_of: _asOf, ...rest }) => [
      `${rest.provider}|${rest.bank}|${rest.basis}`,
      JSON.stringify({ ...rest }),
    ]),
  )
}
