import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { makeFolder, OutputError, unwritable, writeFile } from './output.js'

export interface FolderFile {
  readonly name: string
  readonly bytes: Uint8Array
}

/** Names and SHA-256 of what a folder holds, beside it in the folder: by it a later run knows the folder as ours. */
const MANIFEST = 'manifest.json'

/**
 * Replaces a folder as a whole: all files are written beside it and flushed, and then the folder is renamed into its
 * place. Whoever is killed leaves the old files or the new ones, never some of each: `restoreFolder` first, so that a kill
 * between the two renames is undone. Refuses a folder that holds files which its manifest does not name.
 */
export async function replaceFolder(folder: string, files: readonly FolderFile[], manifest: object): Promise<string[]> {
  const { place, beside, old } = placesOf(folder)
  restoreFolder(folder)
  refuseStrangers(place)
  try {
    rmSync(beside, { recursive: true, force: true })
    makeFolder(beside)
    const listed = files.map(({ name, bytes }) => ({ name, bytes: bytes.length, sha256: sha256(bytes) }))
    for (const { name, bytes } of files) await writeFile(join(beside, name), [bytes])
    await writeFile(join(beside, MANIFEST), [`${JSON.stringify({ ...manifest, files: listed }, null, 2)}\n`])
    rmSync(old, { recursive: true, force: true })
    if (existsSync(place)) renameSync(place, old)
    renameSync(beside, place)
    rmSync(old, { recursive: true, force: true })
    return [...files.map(({ name }) => name), MANIFEST].map(name => join(folder, name))
  } catch (error) {
    restoreFolder(folder)
    throw unwritable(folder, error)
  }
}

/** Puts back the old files where a run was killed after it had moved them away, and clears what it had half written. */
export function restoreFolder(folder: string): void {
  const { place, beside, old } = placesOf(folder)
  try {
    if (!existsSync(place) && existsSync(old)) renameSync(old, place)
    for (const left of [beside, old]) rmSync(left, { recursive: true, force: true })
  } catch (error) {
    throw unwritable(folder, error)
  }
}

function placesOf(folder: string) {
  const place = resolve(folder)
  const stem = join(dirname(place), `.${basename(place)}`)
  return { place, beside: `${stem}.partial`, old: `${stem}.old` }
}

/** A folder of somebody else's files must not vanish because its name was given. */
function refuseStrangers(place: string): void {
  let names: string[]
  try {
    names = existsSync(place) ? readdirSync(place) : []
  } catch (error) {
    throw unwritable(place, error)
  }
  const ours = new Set([MANIFEST, ...namesIn(join(place, MANIFEST))])
  const stranger = names.find(name => !ours.has(name))
  if (stranger !== undefined) {
    throw new OutputError(
      `${place}: holds ${JSON.stringify(stranger)}, which no report wrote; the folder is replaced as a whole: name a folder of its own`,
    )
  }
}

function namesIn(manifest: string): string[] {
  try {
    const { files } = JSON.parse(readFileSync(manifest, 'utf8')) as { files?: { name?: unknown }[] }
    return (files ?? []).flatMap(({ name }) => (typeof name === 'string' ? [name] : []))
  } catch {
    return []
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
