import type { Command } from 'commander'
import { formatJst, MICROS, parseInstant } from '../events/time.js'
import { writeFiles } from '../files/output.js'
import { isOfBurst, ordinaryTraffic } from '../simulate/ordinary-traffic.js'
import type { Label } from '../simulate/world.js'
import { toLabelsCsv } from '../simulate/write-fixtures.js'
import { wholeNumber } from './support/command.js'
import { UsageError } from './support/errors.js'

interface Options {
  readonly out: string
  readonly events: number
  readonly accounts: number
  readonly days: number
  readonly start: string
  readonly seed: number
}

/** `banken simulate`: labelled traffic with attack campaigns, seeded. */
export function register(program: Command): void {
  program
    .command('simulate')
    .description(
      'write generated traffic with stolen accounts in it (traffic.ndjson) and which they are (labels.csv); the same options give the same bytes',
    )
    .requiredOption('--out <dir>', 'the folder; made where it is not there')
    .option(
      '--events <n>',
      'events in all, about one in a thousand of them an attack',
      wholeNumber('--events', 1),
      100_000,
    )
    .option('--accounts <n>', 'bank accounts', wholeNumber('--accounts', 1), 100_000)
    .option('--days <n>', 'days over which they are spread', wholeNumber('--days', 1, 3_660), 1)
    .option('--start <time>', 'a whole hour, RFC 3339', startOption, '2020-09-01T00:00:00+09:00')
    .option('--seed <n>', 'another number gives other traffic', wholeNumber('--seed', 0), 1)
    .action((options: Options) => simulate(options))
}

function startOption(text: string): string {
  const parsed = parseInstant(text)
  if (parsed.ok && parsed.value % MICROS.hour === 0) return formatJst(parsed.value)
  const why = parsed.ok ? 'not a whole hour' : parsed.why
  throw new UsageError(`--start: ${why}, got ${JSON.stringify(text)}; write 2020-09-01T00:00:00+09:00`)
}

async function simulate({ out, start, ...options }: Options): Promise<void> {
  const labels: Label[] = []
  const written = await writeFiles(out, {
    'traffic.ndjson': () => linesOf({ ...options, startAt: start }, labels),
    // After the traffic, for that is what fills them.
    'labels.csv': () => [toLabelsCsv(labels)],
  })
  process.stdout.write(written.map(path => `${path}\n`).join(''))
}

function* linesOf(options: Parameters<typeof ordinaryTraffic>[0], labels: Label[]): Generator<string> {
  for (const event of ordinaryTraffic(options)) {
    if (isOfBurst(event)) labels.push(...labelsOf(event))
    yield `${JSON.stringify(event)}\n`
  }
}

/** A burst begins with its link: the account is named once, each event of it too. */
function labelsOf({ id, type, account }: { id: string; type: string; account?: unknown }): Label[] {
  const campaign = { campaign: 'stolen-account', kind: 'attack' } as const
  const event: Label = { subject: 'event', id, ...campaign }
  return type === 'link' ? [{ subject: 'account', id: String(account), ...campaign }, event] : [event]
}
