// @ts-check
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isAlive, until } from './wait.mjs'

const here = fileURLToPath(new URL('.', import.meta.url))
const FETCH_MS = 300_000
const pom = join(here, 'pom.xml')
/** Jars and the data of `kafka:up`. Ignored by git, and not in node_modules: `npm ci` empties that. */
export const cache = join(here, '..', '..', '.cache', 'kafka')

/** Something that whoever reads the sentence can put right. */
export class Trouble extends Error {}

/** The version that KAFKA_VERSION asks for, else the one of the pom. */
export function defaultVersion() {
  const [, version = ''] = /<kafka\.version>(.+)<\/kafka\.version>/.exec(readFileSync(pom, 'utf8')) ?? []
  return process.env.KAFKA_VERSION || version
}

/**
 * The command that runs Java, if it is new enough for this Kafka.
 * @param {string} version of Kafka
 */
export function java(version) {
  const command = process.env.JAVA_HOME ? join(process.env.JAVA_HOME, 'bin', 'java') : 'java'
  const { error, stdout } = spawnSync(command, ['--version'], { encoding: 'utf8' })
  if (error) throw new Trouble(`there is no Java (${command}): install a JDK, 17 or later, or set JAVA_HOME`)
  // Java 8 does not know the option.
  const found = Number(/^\S+ (\d+)/.exec(stdout)?.[1] ?? 8)
  const needed = Number.parseInt(version, 10) >= 4 ? 17 : 11
  if (found >= needed) return command
  throw new Trouble(`Kafka ${version} needs Java ${needed} or later, and ${command} is Java ${found}: set JAVA_HOME`)
}

/**
 * The class path of this Kafka; fetches the jars by Maven when they are not there yet.
 * @param {string} version
 */
export async function classPath(version) {
  const hash = createHash('sha256').update(readFileSync(pom)).digest('hex').slice(0, 8)
  const folder = join(cache, `${version}-${hash}`)
  if (!existsSync(folder)) await fetchOnce(folder, version)
  return join(folder, '*')
}

/**
 * One at a time, for two Mavens that fill one repository of the user break each other's files.
 * @param {string} folder
 * @param {string} version
 */
async function fetchOnce(folder, version) {
  mkdirSync(cache, { recursive: true })
  const lock = `${folder}.lock`
  await until(FETCH_MS, () => existsSync(folder) || isMine(lock))
  try {
    if (!existsSync(folder)) fetchInto(folder, version)
  } finally {
    if (readIf(lock) === String(process.pid)) rmSync(lock)
  }
}

/** @param {string} lock holds the pid of its owner */
function isMine(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' })
    return true
  } catch {
    const owner = Number(readIf(lock))
    // Empty: just being written.
    if (owner > 0 && !isAlive(owner)) rmSync(lock, { force: true })
    return false
  }
}

/** @param {string} file */
function readIf(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}

/**
 * A fetch that is killed leaves nothing under the folder's name.
 * @param {string} folder
 * @param {string} version
 */
function fetchInto(folder, version) {
  const half = mkdtempSync(join(cache, 'fetching-'))
  try {
    maven(version, half)
    renameSync(half, folder)
  } finally {
    rmSync(half, { recursive: true, force: true })
  }
}

/**
 * @param {string} version
 * @param {string} folder
 */
function maven(version, folder) {
  const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${folder}`]
  const ran = spawnSync('mvn', ['-q', '-B', '-f', pom, `-Dkafka.version=${version}`, ...goal], { encoding: 'utf8' })
  if (ran.error) throw new Trouble('there is no Maven (mvn), which fetches the jars of Kafka once: install it')
  if (ran.status === 0) return
  const why = /\[ERROR\] (.+)/.exec(ran.stdout)?.[1] ?? ran.stderr.trim()
  throw new Trouble(`the jars of Kafka ${version} could not be fetched: ${why}`)
}
