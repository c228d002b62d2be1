import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))
/** The built program; BANKEN_DIST names another build of it. */
export const main = join(process.env.BANKEN_DIST ?? join(root, 'dist'), 'main.js')

export interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs `banken` with these arguments to its end. */
export function banken(...args: readonly string[]): Promise<Ran> {
  return ended(spawn(process.execPath, [main, ...args]))
}

/** What a process wrote and how it ended. */
export function ended(child: ChildProcess): Promise<Ran> {
  let [stdout, stderr] = ['', '']
  child.stdout?.on('data', chunk => {
    stdout += chunk
  })
  child.stderr?.on('data', chunk => {
    stderr += chunk
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', code => resolve({ code, stdout, stderr }))
  })
}

/** One sentence for people: no stack, no "bug". */
export function expectSentence(ran: Ran, code: number, says: RegExp): void {
  expect(ran.stderr).toMatch(says)
  expect(ran.stderr).toMatch(/^banken: /)
  expect(ran.stderr).not.toMatch(/a bug|\n\s+at /)
  expect(ran.code).toBe(code)
}

/** A folder of its own, gone after the tests of the file. */
export class Scratch {
  readonly folder = mkdtempSync(join(tmpdir(), 'banken-test-'))

  path(name: string): string {
    return join(this.folder, name)
  }

  write(name: string, bytes: string | Uint8Array): string {
    writeFileSync(this.path(name), bytes)
    return this.path(name)
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}
