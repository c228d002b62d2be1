import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { banken, root, type Scratch } from '../support/cli.js'
import { exported } from './world.js'

const FOLDER = join(root, 'fixtures', 'september-2020')
const FILES = ['traffic.ndjson.gz', 'controls.ndjson', 'claims.ndjson', 'signals.ndjson.gz'].map(name =>
  join(FOLDER, name),
)

/** September 2020, one JSON object a line. */
export function september(): string[] {
  return FILES.flatMap(linesOf)
}

function linesOf(file: string): string[] {
  const bytes = readFileSync(file)
  const text = file.endsWith('.gz') ? gunzipSync(bytes).toString() : bytes.toString()
  return text.split('\n').filter(line => line !== '')
}

/** A part of it that still raises alerts: the last lines of its traffic, with all controls, claims and signals. */
export function lateSeptember(count: number): string[] {
  const [traffic = [], ...others] = FILES.map(linesOf)
  return [...traffic.slice(-count), ...others.flat()]
}

/** What `banken replay` makes of these lines: the answer that every delivery must give. */
export async function replayed(scratch: Scratch, lines: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const file = scratch.write('all.ndjson', `${lines.join('\n')}\n`)
  const db = scratch.path('replayed.duckdb')
  for (const args of [
    ['replay', file, '--db', db],
    ['export', '--db', db, '--out', scratch.path('replayed')],
  ]) {
    const { code, stderr } = await banken(...args)
    if (code !== 0) throw new Error(stderr)
  }
  return exported(scratch.path('replayed'))
}
