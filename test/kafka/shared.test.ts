import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ended, root, Scratch } from '../support/cli.js'
import { sharedByRun } from './shared.js'

const GUARD = join(root, 'test', 'kafka', 'guard.mjs')
const env = { ...process.env }
let scratch: Scratch

/** As another run of jest, on a machine where nothing but this `docker` is found. */
beforeEach(() => {
  scratch = new Scratch()
  mkdirSync(scratch.path('run'))
  delete process.env.KAFKA_BROKERS
  Object.assign(process.env, { BANKEN_TEST_RUN: scratch.path('run'), PATH: scratch.folder })
})

afterEach(() => {
  Object.assign(process.env, env)
  scratch.remove()
})

/** Notes what it is asked, and knows of no service that runs. */
function fakeDocker(): void {
  const path = scratch.write('docker', `#!/bin/sh\necho "$@" >> ${scratch.path('asked')}\n`)
  chmodSync(path, 0o755)
}

const asked = () => readFileSync(scratch.path('asked'), 'utf8')

test('of all who ask one starts it, and all hear how it went', async () => {
  let starts = 0
  const start = async () => {
    starts += 1
    return 'host:1'
  }
  expect(await Promise.all([sharedByRun(start), sharedByRun(start)])).toEqual(['host:1', 'host:1'])
  expect(await sharedByRun(start)).toBe('host:1')
  expect(starts).toBe(1)
})

test('where it cannot be started, all hear why, and what there is to do', async () => {
  const fails = () => sharedByRun(() => Promise.reject(new Error('kafka: there is no Java')))
  const sentence = /need KAFKA_BROKERS \(host:port\), or Docker, or Java 17 and Maven; Error: kafka: there is no Java/
  await Promise.all([expect(fails()).rejects.toThrow(sentence), expect(fails()).rejects.toThrow(sentence)])
})

test('a broker that is named comes before all, and nothing is started', async () => {
  process.env.KAFKA_BROKERS = 'named:9092'
  fakeDocker()
  expect(await sharedByRun(() => Promise.reject(new Error('started')))).toBe('named:9092')
  expect(existsSync(scratch.path('asked'))).toBe(false)
})

test('Docker comes before Java, and what was not up is down again after the run', async () => {
  fakeDocker()
  expect(await sharedByRun(() => Promise.reject(new Error('started')))).toBe('localhost:9092')
  expect(asked()).toContain('compose up --detach --wait kafka\n')
  writeFileSync(scratch.path('asked'), '')
  const gone = spawn(process.execPath, ['--version'])
  await ended(gone)
  await ended(spawn(process.execPath, [GUARD, String(gone.pid), scratch.path('run')], { env: process.env }))
  expect(asked()).toBe('compose rm --stop --force kafka\n')
})
