import { type Command, Option } from 'commander'
import { asOfOption } from './support/as-of.js'
import { globalsOf } from './support/command.js'
import { UsageError } from './support/errors.js'
import { publish, showDiff, showPublication } from './support/publication.js'
import type { PublicationOptions } from './support/publication-options.js'
import { dateOption } from './support/report-moment.js'
import { type NightlyOptions, printReport, writeReport } from './support/report-nightly.js'

type Options = PublicationOptions & Omit<NightlyOptions, 'out'> & { readonly out?: string }

/** `banken report`: what was known at a moment, what was published, and what changed since. */
export function register(program: Command): void {
  program
    .command('report')
    .description(
      'the nightly report, as a folder or printed; or what is published, printed again, and what changed since',
    )
    .requiredOption('--db <file>', 'the database, or a snapshot of it')
    .option(
      '--out <dir>',
      'the folder of the nightly report; replaced as a whole, by rename. Without it: printed as Markdown',
    )
    .option('--as-of <t>', 'the moment whose knowledge is reported, or a day for its 24:00 in JST', asOfOption)
    .option('--date <day>', 'the day that is reported, as known at its 24:00 in JST', dateOption)
    .addOption(new Option('--form <form>', 'which report').choices(['nightly', 'fsa-renkei']).default('nightly'))
    .option('--pdf', 'with --out: also report.pdf on A4')
    .option('--publish <name>', 'keep the tallies under this name, for ever, and print their text')
    .option('--corrects <name>', 'with --publish: the publication that this one corrects; gives as-of and basis too')
    .option('--diff <names...>', 'A B: every cell that changed and every claim that moved; B may be now')
    .option('--as-published <name>', 'print a publication again, byte for byte')
    .option(
      '--basis <bases...>',
      'declared (default), confirmed, compensated, excluded, suspected; several side by side',
    )
    .option('--channels <lists...>', 'who reported first, such as bank,police; for one basis alone declared=bank')
    .option('--json', 'print JSON')
    .action((options: Options, command: Command) => report(options, globalsOf(command).home))
}

async function report(options: Options, home: string): Promise<void> {
  const { out, publish: name, diff, asPublished, corrects } = options
  if ([out, name, diff, asPublished].filter(asked => asked !== undefined).length > 1) {
    throw new UsageError('report: one of --out, --publish, --diff and --as-published at a time')
  }
  if (corrects !== undefined && name === undefined) throw new UsageError('--corrects goes with --publish NAME')
  const ofPublications = name ?? diff ?? asPublished
  if (ofPublications === undefined && (options.basis ?? options.channels) !== undefined)
    throw new UsageError('--basis and --channels go with --publish NAME or --diff A B')
  if (out !== undefined) return writeReport({ ...options, out }, home)
  if (name !== undefined) return publish({ ...options, publish: name }, home)
  if (diff !== undefined) return showDiff({ ...options, diff }, home)
  if (asPublished !== undefined) return showPublication({ ...options, asPublished }, home)
  if (options.pdf || options.json) throw new UsageError('report: --pdf and --json go with --out DIR')
  if ((options.asOf ?? options.date) !== undefined) return printReport(options, home)
  throw new UsageError(
    'report: say what to do: --as-of T, --out DIR, --publish NAME, --diff A B or --as-published NAME',
  )
}
