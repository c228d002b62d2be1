import { isLive } from '../../duckdb/belongs.js'
import { type Database, DatabaseError } from '../../duckdb/database.js'
import { readConfig } from '../../files/config.js'
import { isKept } from '../../ingest/mapping/kept.js'
import type { Pipeline } from '../../pipeline/pipeline.js'
import {
  CONFLICT,
  isChosen,
  type KeptLetter,
  type LetterChoice,
  MASKED,
  passOver,
  type Retried,
  type Settled,
} from './dead-letters-letter.js'
import { openMigrated, openToRead } from './home.js'
import { assemble } from './pipeline.js'
import { loadRules } from './rule-load.js'

/** Few, for a line of a file may have 16 MB. */
const PAGE = 100
const COLUMNS =
  'rowid, reason, source, source_partition, source_offset, why, sha256, to_base64(message_key), to_base64(bytes)'

/** The dead letters of a database, in pieces and in the order in which they were found. */
export async function* databaseLetters(path: string, home: string): AsyncGenerator<readonly KeptLetter[]> {
  const db = await openToRead(path, home)
  try {
    yield* lettersOf(db, await isLive(db))
  } finally {
    db.close()
  }
}

/** Those that are there now. Between two pieces the database is free for other work. */
async function* lettersOf(db: Database, live = false): AsyncGenerator<readonly KeptLetter[]> {
  const [row] = await db.values('SELECT max(rowid) FROM dead_letters')
  const end = row?.[0] ?? -1n
  let after = -1n
  for (;;) {
    const where = `WHERE rowid > ${after} AND rowid <= ${end}`
    const rows = await db.values(`SELECT ${COLUMNS} FROM dead_letters ${where} ORDER BY rowid LIMIT ${PAGE}`)
    const last = rows.at(-1)
    if (!last) return
    after = last[0] as bigint
    yield rows.map(row => letterOf(row, live))
  }
}

/** A live database takes its events from topics alone, every other one from files. */
function letterOf(row: readonly unknown[], live: boolean): KeptLetter {
  const [, reason, source, partition, offset, why, sha256, key, bytes] = row
  return {
    reason: String(reason),
    source: String(source),
    partition: Number(partition),
    offset: Number(offset),
    isOfFile: !live,
    why: String(why),
    sha256: String(sha256),
    key: key === null ? null : Buffer.from(String(key), 'base64'),
    bytes: Buffer.from(String(bytes), 'base64'),
  }
}

const CSV = /\.csv(\.gz)?$/i

/** Runs the stored bytes through the pipeline of their database once more. */
export async function retryInDatabase(
  path: string,
  home: string,
  choice: LetterChoice,
  dryRun: boolean,
  signal: AbortSignal,
): Promise<Retried> {
  const settled = { stored: 0, duplicates: 0, deadLettered: 0 }
  const retried: Retried = { tried: 0, passedOver: {}, ...(dryRun ? {} : { settled }) }
  const db = await openMigrated(path, home)
  try {
    if (await isLive(db)) throw new DatabaseError(`${path}: ${LIVE}`)
    const pipeline = dryRun ? undefined : await lenient(db, home)
    for await (const letters of lettersOf(db)) {
      if (signal.aborted) break
      const chosen = letters.filter(letter => isChosen(letter, choice) && !passOver(retried, whyNot(letter)))
      retried.tried += chosen.length
      if (pipeline && chosen.length > 0) await runThrough(pipeline, chosen, settled)
    }
    await pipeline?.finish()
    return retried
  } finally {
    db.close()
  }
}

function whyNot({ reason, source, bytes }: KeptLetter): string | undefined {
  if (reason === 'conflict') return CONFLICT
  if (isKept(bytes)) return MASKED
  return CSV.test(source) ? CSV_ROW : undefined
}

/** Most of them may still be bad, and that is no reason to stop here. */
async function lenient(db: Database, home: string): Promise<Pipeline> {
  const config = readConfig(home)
  const { rules } = await loadRules(db, home, config)
  return assemble(db, { ...config, settings: { ...config.settings, deadLetterRatioMax: 1 } }, rules)
}

async function runThrough(pipeline: Pipeline, letters: readonly KeptLetter[], settled: Settled): Promise<void> {
  const source = {
    name: 'dead letters',
    async *messages() {
      yield letters.map(({ source, partition, offset, key, bytes }) => ({ source, partition, offset, key, bytes }))
    },
  }
  for await (const { change } of pipeline.run(source)) {
    for (const { stored, duplicates, deadLettered } of change.counts.values()) {
      settled.stored += stored
      settled.duplicates += duplicates
      settled.deadLettered += deadLettered
    }
  }
}

const LIVE =
  'belongs to a live pipeline, whose events come from its topics alone. Send them to their topics again instead: ' +
  'banken dead-letters retry without --db'
const CSV_ROW = 'rows of CSV files: without their header they cannot be read; mend the file and replay it'
