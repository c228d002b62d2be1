import { execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { gunzipSync } from 'node:zlib'
import { runs } from '../support/runs.js'

const MAIN = 'dist/main.js'
const DATABASES = runs(4, 10)
const KILLS_EACH = 5
const BATCH = '300'

/** September 2020 from its first attacks on, with bad lines, duplicates and conflicts in between. */
function inputLines(): string[] {
  const read = (name: string) => readFileSync(`fixtures/september-2020/${name}`)
  const traffic = gunzipSync(read('traffic.ndjson.gz')).toString().split('\n').slice(9_000, 12_000)
  const lines = [...read('controls.ndjson').toString().split('\n'), ...traffic].filter(line => line !== '')
  return lines.flatMap((line, i) => {
    if (i % 97 === 0) return [line, `${line.slice(0, 40)} broken`]
    if (i % 89 === 0) return [line, line]
    if (i % 83 === 0) return [line, line.replace(/"at":"2020-08/, '"at":"2020-09')]
    return [line]
  })
}

/** A seeded number in [0, 1): the moments are drawn anew by nobody. */
function chance(seed: number): number {
  return createHash('sha256').update(`kill ${seed}`).digest().readUInt32BE(0) / 2 ** 32
}

function replay(file: string, db: string): string[] {
  return [MAIN, 'replay', file, '--db', db, '--batch', BATCH]
}

async function killedReplay(file: string, db: string, afterMs: number): Promise<NodeJS.Signals | null> {
  const child = spawn(process.execPath, replay(file, db), { stdio: 'ignore' })
  const ended = new Promise<NodeJS.Signals | null>(resolve => child.on('exit', (_code, signal) => resolve(signal)))
  await setTimeout(afterMs)
  child.kill('SIGKILL')
  return ended
}

/** What the set of events says, as one hash; deliveries may differ. */
function exported(folder: string, db: string): string {
  const out = join(folder, 'export')
  rmSync(out, { recursive: true, force: true })
  execFileSync(process.execPath, [MAIN, 'export', '--db', db, '--out', out], { stdio: ['ignore', 'ignore', 'inherit'] })
  const hash = createHash('sha256')
  for (const name of readdirSync(out).sort())
    if (name !== 'deliveries.json') hash.update(name).update(readFileSync(join(out, name)))
  const deliveries = JSON.parse(readFileSync(join(out, 'deliveries.json'), 'utf8')) as {
    sources: Record<string, Record<string, number>>
  }
  for (const { received, stored, duplicates, deadLettered } of Object.values(deliveries.sources)) {
    expect(received).toBe((stored ?? 0) + (duplicates ?? 0) + (deadLettered ?? 0))
  }
  return hash.digest('hex')
}
/** A replay that was interrupted is over sooner the next time: later moments would strike nothing. */
const EARLY = 0.6

test(
  `killed at ${DATABASES * KILLS_EACH} random moments, the same command again gives the same bytes`,
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'banken-kill-'))
    try {
      const file = join(folder, 'input.ndjson')
      writeFileSync(file, inputLines().join('\n'))
      const started = performance.now()
      execFileSync(process.execPath, replay(file, join(folder, 'whole.duckdb')))
      const wholeMs = performance.now() - started
      const undisturbed = exported(folder, join(folder, 'whole.duckdb'))
      let killed = 0
      for (let d = 0; d < DATABASES; d++) {
        const db = join(folder, `killed-${d}.duckdb`)
        for (let k = 0; k < KILLS_EACH; k++) {
          const signal = await killedReplay(file, db, chance(d * KILLS_EACH + k) * wholeMs * EARLY)
          if (signal === 'SIGKILL') killed += 1
        }
        execFileSync(process.execPath, replay(file, db))
        expect(exported(folder, db)).toBe(undisturbed)
      }
      expect(killed).toBeGreaterThan((DATABASES * KILLS_EACH) / 2)
    } finally {
      rmSync(folder, { recursive: true })
    }
  },
  15 * 60_000,
)
