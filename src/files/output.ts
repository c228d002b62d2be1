import { createWriteStream, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { writeToString } from 'fast-csv'

/** A file or folder cannot be written: a sentence that says which, why and what to do. */
export class OutputError extends Error {
  override name = 'OutputError'
}

export type Text = Iterable<string> | AsyncIterable<string>

/**
 * Writes files into a folder, which is made where it is not there. Each is written beside its place first, and all are
 * moved there at the end: whoever is killed in between leaves the old files.
 */
export async function writeFiles(folder: string, files: Readonly<Record<string, () => Text>>): Promise<string[]> {
  const places = Object.keys(files).map(name => ({
    path: join(folder, name),
    beside: join(folder, `.${name}.partial`),
  }))
  try {
    makeFolder(folder)
    for (const [i, text] of Object.values(files).entries()) await writeFile(places[i]?.beside ?? '', text())
    for (const { path, beside } of places) renameSync(beside, path)
    return places.map(({ path }) => path)
  } catch (error) {
    for (const { beside } of places) if (existsSync(beside)) rmSync(beside)
    throw unwritable(folder, error)
  }
}

/**
 * Makes a folder and those above it. Node's own `recursive` never comes back from a place where a folder is there and yet
 * nothing can be made in it, such as /proc.
 */
export function makeFolder(folder: string): void {
  const place = resolve(folder)
  try {
    mkdirSync(place)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST' && statSync(place).isDirectory()) return
    if (code !== 'ENOENT') throw unwritable(folder, error)
    if (existsSync(dirname(place))) throw new OutputError(`${folder}: ${NOT_HERE}`, { cause: error })
    makeFolder(dirname(place))
    mkdirSync(place)
  }
}

/** Flushed before it is closed, so that a rename never shows a file whose bytes are still on their way. */
export function writeFile(path: string, text: Text | Iterable<Uint8Array>): Promise<void> {
  return pipeline(Readable.from(text), createWriteStream(path, { flush: true }))
}

/** CSV with a header, line feeds, and an empty cell for null. */
export async function csvText(header: readonly string[], rows: readonly (readonly unknown[])[]): Promise<string> {
  return writeToString([header, ...rows] as unknown[][], { includeEndRowDelimiter: true })
}

const NOT_HERE = 'no folder can be made there; name another one'

const WHY: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full; make room and run the same command again',
  EDQUOT: 'the disk quota is used up; make room and run the same command again',
  EFBIG: 'a file may not grow so large here; raise the limit and run the same command again',
  EACCES: 'may not be written; check its permissions or name another folder',
  EPERM: 'may not be written; check its permissions or name another folder',
  EROFS: 'lies on a disk that may only be read; name another folder',
  EEXIST: 'is a file; name a folder',
  ENOTDIR: 'a part of the path is a file; name a folder',
  EISDIR: 'a folder stands where a file must go; move it away or name another folder',
}

/** The old files stay whatever happens; what is no trouble of the disk is told by whoever caused it. */
export function unwritable(folder: string, error: unknown): unknown {
  const why = WHY[(error as NodeJS.ErrnoException).code ?? '']
  return why === undefined ? error : new OutputError(`${folder}: ${why}`, { cause: error })
}
