import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseError } from './database.js'
import type { Part } from './parquet-tables.js'

export const MANIFEST = 'manifest.json'
/** Files are written here first; whatever a killed export left in it is thrown away. */
export const BESIDE = '.partial'
const FORMAT = 'banken parquet 1'

export interface Entry {
  readonly rows: number
  readonly checksum: string
  readonly bytes: number
}

export type Entries = ReadonlyMap<string, Entry>

/** What the last export left in a folder; empty where there was none. Rejects a folder that holds something else. */
export function readManifest(folder: string): Entries {
  const path = join(folder, MANIFEST)
  if (!existsSync(path)) {
    if (existsSync(folder) && readdirSync(folder).some(name => name !== BESIDE)) {
      throw new DatabaseError(`${folder}: holds something else than an export; name a new or an empty folder`)
    }
    return new Map()
  }
  const { format, files } = parsed(path)
  if (format === FORMAT && files) return new Map(Object.entries(files))
  throw new DatabaseError(
    `${path}: is not the manifest of an export, or a damaged one; empty the folder or name another, and all is written anew`,
  )
}

function parsed(path: string): { readonly format?: string; readonly files?: Readonly<Record<string, Entry>> } {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) ?? {}
  } catch (error) {
    if (error instanceof SyntaxError) return {}
    throw error
  }
}

/** `complete` is false while files are being moved to their places. */
export function manifestText(entries: Entries, complete: boolean): string {
  const files = Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)))
  return `${JSON.stringify({ format: FORMAT, complete, files }, null, 1)}\n`
}

/** Whether the file that stands there, of so many bytes, has the rows of this part. */
export function isCurrent(entry: Entry | undefined, part: Part, bytes: number | undefined): boolean {
  return entry?.rows === part.rows && entry.checksum === part.checksum && entry.bytes === bytes
}
