import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout } from 'node:timers/promises'
import { ended, main, type Ran } from '../support/cli.js'

/** A `banken tail` that runs. */
export interface Tailing {
  /** Waits until it has printed so many lines, and gives them. */
  lines(count: number): Promise<string[]>
  /** Waits until stderr has this. */
  says(what: RegExp): Promise<void>
  /** As Ctrl-C does. */
  stop(): Promise<Ran>
}

const WAIT_MS = 60_000
const running = new Set<ChildProcess>()

/** Ends what a failed test has left: it would keep jest from ending. */
export function endTailing(): void {
  for (const child of running) child.kill('SIGKILL')
}

export function tailing(...args: readonly string[]): Tailing {
  const child = spawn(process.execPath, [main, 'tail', ...args])
  running.add(child)
  const end = ended(child).finally(() => running.delete(child))
  const written = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].on('data', chunk => {
      written[name] += chunk
    })
  }
  const until = async (condition: () => boolean) => {
    for (let waited = 0; !condition(); waited += 50) {
      if (waited > WAIT_MS || child.exitCode !== null) throw new Error(`it did not come: ${JSON.stringify(written)}`)
      await setTimeout(50)
    }
  }
  const whole = () => written.stdout.split('\n').slice(0, -1)
  return {
    async lines(count) {
      await until(() => whole().length >= count)
      return whole()
    },
    says: what => until(() => what.test(written.stderr)),
    stop() {
      child.kill('SIGINT')
      return end
    },
  }
}
