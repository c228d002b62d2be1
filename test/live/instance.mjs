// @ts-check
/**
 * `banken` as it is built, with a fault at a named step: BANKEN_FAULT is JSON, {step, when, nth, signal}. Steps are
 * `duckdb` (commit of a batch), `send`, `offsets` and `end` (of a Kafka transaction). The signal goes to this process.
 * BANKEN_OWN_ID binds the transactional id to the process, as it must not be: the negative control.
 */
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import kafkajs from 'kafkajs'

const dist = process.env.BANKEN_DIST ?? fileURLToPath(new URL('../../dist', import.meta.url))
const built = (/** @type {string} */ path) => import(pathToFileURL(join(dist, path)).href)

/** @type {{ step?: string, when?: 'before' | 'after', nth?: number, signal?: NodeJS.Signals }} */
const { step: faulty, when, nth, signal = 'SIGKILL' } = JSON.parse(process.env.BANKEN_FAULT ?? '{}')
let passed = 0

/** A method that meets the fault where it is the named step for the nth time.
 * @param {string} step @param {(...args: any[]) => Promise<any>} method */
function watched(step, method) {
  /** @this {unknown} @param {any[]} args */
  return async function (...args) {
    const strikes = step === faulty && ++passed === nth
    if (strikes && when === 'before') await strike()
    const result = await method.apply(this, args)
    if (strikes && when === 'after') await strike()
    return result
  }
}

/** A stopped process goes on from here once somebody lets it. */
async function strike() {
  process.kill(process.pid, signal)
  await new Promise(resolve => setTimeout(resolve, 50))
}

const producerOf = kafkajs.Kafka.prototype.producer
kafkajs.Kafka.prototype.producer = function (config = {}) {
  const ownId = process.env.BANKEN_OWN_ID ? { transactionalId: `${config.transactionalId}.${process.pid}` } : {}
  const producer = producerOf.call(this, config.transactionalId ? { ...config, ...ownId } : config)
  return {
    ...producer,
    async transaction() {
      const { sendBatch, sendOffsets, commit, ...rest } = await producer.transaction()
      const steps = { sendBatch: watched('send', sendBatch), sendOffsets: watched('offsets', sendOffsets) }
      return { ...rest, ...steps, commit: watched('end', commit) }
    },
  }
}

const { DuckDbEventStore } = await built('duckdb/event-store.js')
DuckDbEventStore.prototype.commit = watched('duckdb', DuckDbEventStore.prototype.commit)

process.argv = [process.execPath, join(dist, 'main.js'), ...process.argv.slice(2)]
await built('main.js')
