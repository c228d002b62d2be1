import { type Command, Option } from 'commander'
import { onCluster } from './support/broker-visit.js'
import { globalsOf } from './support/command.js'
import {
  isChosen,
  type KeptLetter,
  type LetterChoice,
  LetterCounts,
  letterJson,
  letterText,
  type Retried,
  reasonOption,
} from './support/dead-letters-letter.js'
import { retryOnTopics } from './support/dead-letters-retry.js'
import { topicLetters } from './support/dead-letters-topic.js'
import { untilInterrupted } from './support/interrupt.js'
import { clusterOf, withKafkaOptions } from './support/kafka.js'
import { print } from './support/output.js'

interface Options extends LetterChoice {
  readonly db?: string
  readonly dryRun?: boolean
  readonly json?: boolean
}

/** `banken dead-letters`: the messages that are no events. */
export function register(program: Command): void {
  const letters = program
    .command('dead-letters')
    .description('the messages that are no events: list them, try them again')
  withOptions(letters.command('list'))
    .description('what is wrong with each, and how it begins; from the dead letter topic, or with --db from a database')
    .option('--json', 'print one JSON array; key and bytes in base64')
    .action((options: Options, command: Command) => list(options, command))
  withOptions(letters.command('retry'))
    .description('send them to their topics again, or with --db run them through the pipeline of that database again')
    .option('--dry-run', 'only tell how many')
    .option('--json', 'print the counts as JSON')
    .action((options: Options, command: Command) => retry(options, command))
}

function withOptions(command: Command): Command {
  return withKafkaOptions(command)
    .option('--db <file>', 'a database instead of the cluster')
    .addOption(new Option('--reason <reason>', 'only those with this reason').argParser(reasonOption))
    .option('--source <name>', 'only those of this topic or file, as the list names it')
}

async function list(options: Options, command: Command): Promise<void> {
  if (options.db !== undefined) {
    // A cluster is asked without loading DuckDB.
    const { databaseLetters } = await import('./support/dead-letters-database.js')
    await show(databaseLetters(options.db, globalsOf(command).home), options)
  } else {
    const cluster = clusterOf(command)
    await onCluster(cluster, connection => show(topicLetters(connection, cluster), options))
  }
}

async function show(letters: AsyncIterable<readonly KeptLetter[]>, options: Options): Promise<void> {
  const counts = new LetterCounts()
  const chosen = chosenOf(letters, options, counts)
  await print(options.json ? jsonOf(chosen) : textOf(chosen))
  process.stderr.write(counts.total === 0 ? 'no dead letters\n' : `${counts.total} dead letters: ${counts.text}\n`)
}

async function* chosenOf(letters: AsyncIterable<readonly KeptLetter[]>, choice: LetterChoice, counts: LetterCounts) {
  for await (const piece of letters) {
    const chosen = piece.filter(letter => isChosen(letter, choice))
    for (const letter of chosen) counts.add(letter)
    if (chosen.length > 0) yield chosen
  }
}

async function* textOf(pieces: AsyncIterable<readonly KeptLetter[]>): AsyncGenerator<string> {
  for await (const letters of pieces) yield letters.map(letterText).join('')
}

async function* jsonOf(pieces: AsyncIterable<readonly KeptLetter[]>): AsyncGenerator<string> {
  let before = '[\n'
  for await (const letters of pieces) {
    yield `${before}${letters.map(letterJson).join(',\n')}`
    before = ',\n'
  }
  yield before === '[\n' ? '[]\n' : '\n]\n'
}

async function retry(options: Options, command: Command): Promise<void> {
  const signal = untilInterrupted()
  const dryRun = options.dryRun ?? false
  const retried = await tried(options, command, dryRun, signal)
  await print([options.json ? `${JSON.stringify({ ...retried, dryRun })}\n` : retriedText(retried, options)])
}

async function tried(options: Options, command: Command, dryRun: boolean, signal: AbortSignal): Promise<Retried> {
  if (options.db !== undefined) {
    const { retryInDatabase } = await import('./support/dead-letters-database.js')
    return retryInDatabase(options.db, globalsOf(command).home, options, dryRun, signal)
  }
  const cluster = clusterOf(command)
  return onCluster(cluster, connection => retryOnTopics(connection, cluster, options, dryRun, signal))
}

function retriedText({ tried, passedOver, settled }: Retried, { db, dryRun }: Options): string {
  const verb = db === undefined ? 'sent to their topics again' : 'run through the pipeline again'
  const lines = [
    `${dryRun ? 'would be ' : ''}${verb}: ${tried}`,
    ...Object.entries(passedOver).map(([why, count]) => `passed over: ${count} (${why})`),
  ]
  if (settled) {
    const { stored, duplicates, deadLettered } = settled
    lines.push(`now events ${stored}, known or still bad ${duplicates}, bad for another reason ${deadLettered}`)
    if (stored > 0) lines.push('their dead letters stay in the table, as what became of the first delivery')
  } else if (tried > 0 && !dryRun)
    lines.push('those that are still bad are no new dead letters: they count as duplicates')
  return `${lines.join('\n')}\n`
}
