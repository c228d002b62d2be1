import { randomUUID } from 'node:crypto'
import type { Command } from 'commander'
import { type Logger, pino } from 'pino'
import type { BatchReport } from '../pipeline/pipeline.js'
import { cpuMicros } from './support/cpu.js'
import { untilInterrupted } from './support/interrupt.js'
import { clusterOf, withKafkaOptions } from './support/kafka.js'
import { runLive } from './support/live-run.js'
import { addReport, emptyTotals } from './support/totals.js'

interface Options {
  readonly db: string
  readonly acceptGaps?: boolean
  readonly logLevel: string
}

const STATUS_MS = 10_000
const LEFTOVERS_MS = 5_000

/** `banken run`: the pipeline on Kafka. */
export function register(program: Command): void {
  const command = program
    .command('run')
    .description('the Kafka pipeline: events from topics, alerts and tallies to topics, until it is stopped')
    .option('--db <file>', 'the database; made where it is not there', 'banken.duckdb')
    .option('--accept-gaps', 'go on behind what retention deleted before it was read; send those events again first')
    .option('--log-level <level>', 'trace, debug, info, warn or error', 'info')
  withKafkaOptions(command).action((options: Options, command: Command) => run(options, command))
}

async function run({ db, logLevel, acceptGaps = false }: Options, command: Command): Promise<void> {
  const choice = clusterOf(command)
  const logger = pino({ level: logLevel }, pino.destination({ dest: 2, sync: true }))
  const signal = untilInterrupted()
  const status = statusOf(logger)
  try {
    const around = {
      db,
      acceptsGaps: acceptGaps,
      instance: randomUUID().slice(0, 8),
      log: (level: 'error' | 'warn' | 'info' | 'debug', message: string, fields: object) =>
        logger[level](fields, message),
      now: () => performance.now(),
      cpuMicros,
      onRole: (role: string) => logger.info({ role }, `this instance ${role}`),
      onBatch: status.add,
    }
    await runLive(choice, around, signal)
    status.tell()
    logger.info('stopped; everything that was read is in the database and on the topics')
  } finally {
    status.end()
    // Whatever a client library may have left running does not keep a process alive that has nothing more to do.
    setTimeout(() => process.exit(), LEFTOVERS_MS).unref()
  }
}

/** Every ten seconds, where anything came in: what has become of it since the start. */
function statusOf(logger: Logger) {
  const totals = emptyTotals()
  let told = 0
  const tell = () => {
    const { interrupted: _, ...counts } = totals
    if (counts.received > told) logger.info(counts, 'received so far')
    told = counts.received
  }
  const timer = setInterval(tell, STATUS_MS)
  return { add: (report: BatchReport) => addReport(totals, report), tell, end: () => clearInterval(timer) }
}
