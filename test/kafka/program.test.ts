import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { ended, type Ran, root, Scratch } from '../support/cli.js'
import { claimPorts, type Ports } from './ports.js'

const scratch = new Scratch()
const children: ChildProcess[] = []
let ports: Ports

beforeAll(async () => {
  ports = await claimPorts()
})
afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
  ports.release()
  scratch.remove()
})

const program = (name: string) => join(root, 'test', 'kafka', name)

/** Runs the program with nothing on its path but what is made here. */
function broker(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> {
  const PATH = scratch.path('bin')
  return ended(spawn(process.execPath, [program('broker.mjs'), ...args], { env: { PATH, ...env } }))
}

function up(env: Readonly<Record<string, string>> = {}): Promise<Ran> {
  return broker(['up', '--data', scratch.path('data'), '--port', String(ports.first)], env)
}

function fake(name: string, script: string): void {
  mkdirSync(scratch.path('bin'), { recursive: true })
  const path = join(scratch.path('bin'), name)
  writeFileSync(path, `#!/bin/sh\n${script}\n`)
  chmodSync(path, 0o755)
}

function expectTrouble({ code, stdout, stderr }: Ran, says: RegExp): void {
  expect({ code, stdout, lines: stderr.trim().split('\n').length }).toEqual({ code: 1, stdout: '', lines: 1 })
  expect(stderr).toMatch(says)
}

test('without Java, with an old one, without Maven, without the jars: a sentence', async () => {
  expectTrouble(await up(), /^kafka: there is no Java \(java\): install a JDK, 17 or later/)
  expectTrouble(await up({ JAVA_HOME: '/nowhere' }), /^kafka: there is no Java \(\/nowhere\/bin\/java\)/)
  fake('java', 'echo "openjdk 11.0.2 2019-01-15"')
  expectTrouble(await up(), /^kafka: Kafka 4\S+ needs Java 17 or later, and java is Java 11/)
  fake('java', 'exit 1')
  expectTrouble(
    await up({ KAFKA_VERSION: '3.0.0-none' }),
    /^kafka: Kafka 3\S+ needs Java 11 or later, and java is Java 8/,
  )
  fake('java', 'echo "openjdk 21 2023-09-19"')
  expectTrouble(await up({ KAFKA_VERSION: '4.0.0-none' }), /^kafka: there is no Maven \(mvn\)/)
  fake('mvn', 'echo "[ERROR] Could not find artifact"; exit 1')
  const none = await up({ KAFKA_VERSION: '4.0.0-none' })
  expectTrouble(none, /^kafka: the jars of Kafka 4\.0\.0-none could not be fetched: Could not find artifact/)
})

test('a port that something else has: a sentence', async () => {
  const server = createServer().listen(ports.first + 1, '127.0.0.1')
  expectTrouble(await up(), new RegExp(`^kafka: 127\\.0\\.0\\.1:${ports.first + 1} is in use by something else`))
  await new Promise(resolve => server.close(resolve))
})

test('where nothing runs, down and status say so', async () => {
  const data = ['--data', scratch.path('nothing')]
  expect(await broker(['down', ...data])).toEqual({ code: 0, stdout: 'not running\n', stderr: '' })
  expect(await broker(['status', ...data])).toEqual({ code: 1, stdout: 'not running\n', stderr: '' })
})

test.each([[['sideways']], [['up', '--nonsense']], [[]]])('%j is answered with the usage', async args => {
  const { code, stderr } = await broker(args)
  expect(code).toBe(2)
  expect(stderr).toContain('broker.mjs up ')
})

/** Does nothing until it is killed. */
function idle(...args: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', ...args])
  children.push(child)
  return child
}

/** A process that looks like the broker of a folder. */
function dummyBroker(data: string): ChildProcess {
  mkdirSync(data, { recursive: true })
  const child = idle(join(data, 'server.properties'))
  writeFileSync(join(data, 'broker.json'), JSON.stringify({ pid: child.pid, port: 1, version: '0' }))
  return child
}

test('the guard ends the brokers of a jest that was killed, and nobody else', async () => {
  const run = scratch.path('run')
  const mine = dummyBroker(join(run, 'mine'))
  const other = dummyBroker(scratch.path('other'))
  const jest = idle()
  const guard = ended(spawn(process.execPath, [program('guard.mjs'), String(jest.pid), run]))
  await setTimeout(1_000)
  expect([mine.signalCode, existsSync(run)]).toEqual([null, true])
  jest.kill('SIGKILL')
  expect((await guard).code).toBe(0)
  expect([mine.signalCode, other.signalCode, existsSync(run)]).toEqual(['SIGKILL', null, false])
})
