// @ts-check
// Ends what a run of jest has started when jest is gone, however it went: `guard.mjs <pid of jest> <folder of the run>`.
import { existsSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { endRun } from './run.mjs'
import { isAlive } from './wait.mjs'

const [pid = '', run = ''] = process.argv.slice(2)

// The teardown of an ordinary end has removed the folder already.
while (isAlive(Number(pid)) && existsSync(run)) await setTimeout(500)
await endRun(run)
