import { execFile } from 'node:child_process'
import { existsSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { type Database, DatabaseError, isOther } from './database.js'

const execute = promisify(execFile)

/**
 * Writes a consistent copy of a database with all tables, views, macros and comments, and moves it to `path` when it is
 * whole. What stood there is replaced; whoever has it open keeps it. Resolves to the size in bytes.
 *
 * Commits may go on meanwhile: they grow the log beside the file, and the file itself stays as the checkpoint left it
 * until the next one, which is put off. No other transaction may be writing when this is called; `between` is resolved
 * as soon as one may again. Rejects with a DatabaseError where there is no room or nothing may be written; then `db` and
 * what stood at `path` are as they were.
 */
export async function writeSnapshot(db: Database, path: string, between?: () => void): Promise<number> {
  const partial = placeBeside(db.path, path)
  const beside = await db.beside()
  try {
    await beside.run(`SET checkpoint_threshold = '1TB'`)
    await beside.run('CHECKPOINT')
    between?.()
    return await copied(db.path, partial, path)
  } catch (error) {
    throw whyNot(path, error)
  } finally {
    rmSync(partial, { force: true })
    await beside.run(`SET checkpoint_threshold = '256MB'`)
    beside.close()
  }
}

/**
 * Another process copies: as soon as this one closed a second handle of the file, its lock would be gone. It flushes
 * before the rename, so that a crash of the machine shows the old file or the whole new one.
 */
async function copied(from: string, partial: string, path: string): Promise<number> {
  await execute('cp', ['--', from, partial], { env: { ...process.env, LC_ALL: 'C' } })
  await execute('sync', ['--', partial], { env: { ...process.env, LC_ALL: 'C' } })
  const { size } = statSync(partial)
  renameSync(partial, path)
  return size
}

/** Hidden beside its place, so that the rename stays on one disk; what a killed process left is removed. */
function placeBeside(from: string, path: string): string {
  const folder = dirname(resolve(path))
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    throw new DatabaseError(`${path}: there is no folder ${folder}; make it, or name another place for the snapshot`)
  }
  if (existsSync(path)) {
    const place = statSync(path)
    if (place.isDirectory()) throw new DatabaseError(`${path}: is a folder; name a file for the snapshot`)
    if (place.ino === statSync(from).ino) {
      throw new DatabaseError(`${path}: is the database itself; name another file for its snapshot`)
    }
    if (isOther(path)) throw new DatabaseError(`${path}: is no database, and a snapshot replaces nothing else`)
  }
  const partial = join(folder, `.${basename(path)}.partial`)
  rmSync(partial, { force: true })
  return partial
}

function whyNot(path: string, error: unknown): DatabaseError {
  const message = error instanceof Error ? error.message : String(error)
  const said = message.trim().split('\n').at(-1) ?? message
  const why = /No space left|Disk quota|File too large/i.test(message)
    ? `the disk is full (${said}); make room, and the next one succeeds`
    : `cannot be made: ${said}`
  return new DatabaseError(`snapshot ${path}: ${why}. The one before, if any, is as it was`, { cause: error })
}
