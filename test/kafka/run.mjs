// @ts-check
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stop } from './server.mjs'

const cwd = fileURLToPath(new URL('../..', import.meta.url))

/**
 * Ends what a run of jest has started: each folder in the run's is the data of a broker, and goes with it. A service of
 * docker-compose.yml is noted in a file.
 * @param {string} run
 */
export async function endRun(run) {
  if (!existsSync(run)) return
  for (const name of readdirSync(run)) await stop(join(run, name), 'SIGKILL')
  if (existsSync(join(run, 'docker'))) spawnSync('docker', ['compose', 'rm', '--stop', '--force', 'kafka'], { cwd })
  rmSync(run, { recursive: true, force: true, maxRetries: 5 })
}
