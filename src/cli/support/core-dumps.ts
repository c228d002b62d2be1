import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

const LIMITS = '/proc/self/limits'

/** Whether a crash of this process would write its memory to disk; undefined where the system does not say. */
export function dumpsCore(): boolean | undefined {
  try {
    const [, soft] = /^Max core file size +(\S+)/m.exec(readFileSync(LIMITS, 'utf8')) ?? []
    return soft === undefined ? undefined : soft !== '0'
  } catch {
    return undefined
  }
}

/**
 * Raw identifiers pass through the memory of a process that maps: switches its core dumps off, by prlimit of util-linux,
 * for Node cannot by itself. Says what to do where that is not to be had.
 */
export function switchOffCoreDumps(warn: (sentence: string) => void): void {
  if (dumpsCore() === false) return
  try {
    execFileSync('prlimit', ['--pid', String(process.pid), '--core=0:0'], { stdio: 'ignore' })
  } catch {
    // Not Linux, or without util-linux: what is known of it is said below.
  }
  if (dumpsCore() !== false)
    warn(
      'core dumps could not be switched off: after a crash, raw identifiers may lie on disk. Start with ulimit -c 0, or ' +
        'LimitCORE=0 under systemd',
    )
}
