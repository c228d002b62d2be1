// @ts-check
// `dump.mjs <brokers> <isolation> <topic…>` runs Dump.java, which needs the compiler of a JDK: a JRE is not enough.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { classPath, defaultVersion, java, Trouble } from './jars.mjs'

const SOURCE = fileURLToPath(new URL('Dump.java', import.meta.url))
const QUIET = '-Dorg.slf4j.simpleLogger.defaultLogLevel=error'

try {
  const version = defaultVersion()
  const args = ['-XX:TieredStopAtLevel=1', QUIET, '-cp', await classPath(version), SOURCE, ...process.argv.slice(2)]
  process.exitCode = spawnSync(java(version), args, { stdio: 'inherit' }).status ?? 1
} catch (error) {
  if (!(error instanceof Trouble)) throw error
  process.stderr.write(`kafka: ${error.message}\n`)
  process.exitCode = 1
}
