import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { type Database, DatabaseError } from './database.js'
import {
  BESIDE,
  type Entries,
  type Entry,
  isCurrent,
  MANIFEST,
  manifestText,
  readManifest,
} from './parquet-manifest.js'
import { type ParquetTable, type Part, parquetTables, partsOf } from './parquet-tables.js'
import { viewsText } from './parquet-views.js'

const VIEWS = 'views.sql'

export interface ParquetReport {
  /** Of all tables together. */
  readonly rows: number
  readonly bytes: number
  readonly files: number
  /** Paths below the folder. */
  readonly written: readonly string[]
  readonly removed: readonly string[]
}

/**
 * Writes event tables, alerts and rules as Parquet into a folder, which is made where it is not there, and `views.sql`
 * over them. Only files whose rows have changed since the last export are written: all beside their places first, then
 * moved. Who is killed before the moves leaves the last export; within them, each file is an old or a new one, the
 * manifest says that it is not complete, and the next export goes on.
 *
 * `moving` is called before each move. Rejects with a DatabaseError where the disk is full or the folder is another's.
 */
export async function writeParquet(
  db: Database,
  folder: string,
  viewsFolder: string,
  moving: (path: string) => void = () => undefined,
): Promise<ParquetReport> {
  const last = readManifest(folder)
  const tables = await parquetTables(db)
  const parts = await partsOf(db, tables)
  const changed = parts.filter(part => !isCurrent(last.get(part.path), part, bytesAt(join(folder, part.path))))
  const planned = new Set(parts.map(({ path }) => path))
  const removed = eventFiles(folder).filter(path => !planned.has(path))
  const views = viewsText(tables, table => hasFile(table, planned), viewsFolder)
  try {
    mkdirSync(folder, { recursive: true })
    rmSync(join(folder, BESIDE), { recursive: true, force: true })
    const fresh = await stage(db, folder, changed)
    const entries = new Map(parts.map(({ path }) => [path, fresh.get(path) ?? (last.get(path) as Entry)]))
    new Swap(folder, moving).to(entries, [...fresh.keys()], removed, views)
    return reportOf(entries, [...fresh.keys()], removed)
  } catch (error) {
    throw fullDisk(folder, error)
  } finally {
    if (existsSync(folder)) rmSync(join(folder, BESIDE), { recursive: true, force: true })
  }
}

/** Writes each part beside its place. Rows are in the order of the part, and the same rows give the same bytes. */
async function stage(db: Database, folder: string, parts: readonly Part[]): Promise<Map<string, Entry>> {
  await db.run('SET preserve_insertion_order = true')
  const entries = new Map<string, Entry>()
  for (const { path, rows, checksum, selectSql } of parts) {
    const beside = join(folder, BESIDE, path)
    mkdirSync(dirname(beside), { recursive: true })
    await db.run(`COPY (${selectSql}) TO '${beside.replaceAll("'", "''")}' (FORMAT parquet, COMPRESSION zstd)`)
    flush(beside)
    entries.set(path, { rows, checksum, bytes: statSync(beside).size })
  }
  return entries
}

/** Brings a folder from one export to the next. */
class Swap {
  readonly #folder: string
  readonly #moving: (path: string) => void

  constructor(folder: string, moving: (path: string) => void) {
    this.#folder = folder
    this.#moving = moving
  }

  to(entries: Entries, written: readonly string[], removed: readonly string[], views: string): void {
    const viewsPath = join(this.#folder, VIEWS)
    const viewsChange = !existsSync(viewsPath) || readFileSync(viewsPath, 'utf8') !== views
    if (written.length === 0 && removed.length === 0 && !viewsChange && this.#isWhole(entries)) return
    // From here to the end whatever is about to change counts as unknown: the next export writes it whatever it holds.
    const kept = new Map([...entries].filter(([path]) => !written.includes(path)))
    this.#put(MANIFEST, manifestText(kept, false))
    for (const path of written) this.#move(path)
    // Before files go: a type that has none any more is no longer looked for. After files come: it is found.
    if (viewsChange) this.#put(VIEWS, views)
    for (const path of removed) this.#remove(path)
    this.#put(MANIFEST, manifestText(entries, true))
  }

  #isWhole(entries: Entries): boolean {
    const path = join(this.#folder, MANIFEST)
    return existsSync(path) && readFileSync(path, 'utf8') === manifestText(entries, true)
  }

  #put(path: string, text: string): void {
    const beside = join(this.#folder, BESIDE, path)
    mkdirSync(dirname(beside), { recursive: true })
    writeFileSync(beside, text)
    flush(beside)
    this.#move(path)
  }

  #move(path: string): void {
    this.#moving(path)
    const place = join(this.#folder, path)
    mkdirSync(dirname(place), { recursive: true })
    renameSync(join(this.#folder, BESIDE, path), place)
  }

  /** With the folders of the day and the type, once they are empty. */
  #remove(path: string): void {
    this.#moving(path)
    const day = dirname(join(this.#folder, path))
    rmSync(join(this.#folder, path))
    if (readdirSync(day).length === 0) rmdirSync(day)
    if (readdirSync(dirname(day)).length === 0) rmdirSync(dirname(day))
  }
}

/** The event files that stand in a folder, also those that a killed export left without a word in the manifest. */
function eventFiles(folder: string): string[] {
  return foldersIn(join(folder, 'events'), 'type=').flatMap(type =>
    foldersIn(join(folder, 'events', type), 'date=')
      .map(day => `events/${type}/${day}/part.parquet`)
      .filter(path => existsSync(join(folder, path))),
  )
}

function foldersIn(folder: string, start: string): string[] {
  return existsSync(folder) ? readdirSync(folder).filter(name => name.startsWith(start)) : []
}

function hasFile({ name, type }: ParquetTable, planned: ReadonlySet<string>): boolean {
  const start = type === undefined ? `${name}.parquet` : `events/type=${type}/`
  return [...planned].some(path => path.startsWith(start))
}

function bytesAt(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.size
}

/** So that a crash of the machine shows the old file or the whole new one. */
function flush(path: string): void {
  const file = openSync(path, 'r+')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

function reportOf(entries: Entries, written: readonly string[], removed: readonly string[]): ParquetReport {
  const all = [...entries.values()]
  const sum = (of: (entry: Entry) => number) => all.reduce((total, entry) => total + of(entry), 0)
  return { rows: sum(({ rows }) => rows), bytes: sum(({ bytes }) => bytes), files: all.length, written, removed }
}

/** DuckDB tells a full disk in words of its own. */
function fullDisk(folder: string, error: unknown): unknown {
  const message = error instanceof Error ? error.message : String(error)
  if (!/No space left|Disk quota|File too large|Could not write/i.test(message)) return error
  return new DatabaseError(
    `${folder}: the disk is full (${message.split('\n')[0]}). The files of the last export, if any, are there; ` +
      'make room and run the same command again',
    { cause: error },
  )
}
