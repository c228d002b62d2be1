import type { Command } from 'commander'
import { asOfOption } from './support/as-of.js'
import { globalsOf } from './support/command.js'
import { UsageError } from './support/errors.js'
import { publish, showDiff, showPublication } from './support/publication.js'
import type { PublicationOptions } from './support/publication-options.js'

/** `banken report`: what was published, and what changed since. */
export function register(program: Command): void {
  program
    .command('report')
    .description('keep what is published, print it again, and tell what changed since and why')
    .requiredOption('--db <file>', 'the database')
    .option('--publish <name>', 'keep the tallies under this name, for ever, and print their text')
    .option('--corrects <name>', 'with --publish: the publication that this one corrects; gives as-of and basis too')
    .option('--diff <names...>', 'A B: every cell that changed and every claim that moved; B may be now')
    .option('--as-published <name>', 'print a publication again, byte for byte')
    .option('--as-of <t>', "the tallies' time, or a day for its 24:00 in JST; default: the last event's", asOfOption)
    .option(
      '--basis <bases...>',
      'declared (default), confirmed, compensated, excluded, suspected; several side by side',
    )
    .option('--channels <lists...>', 'who reported first, such as bank,police; for one basis alone declared=bank')
    .option('--json', 'print JSON')
    .action((options: PublicationOptions, command: Command) => report(options, globalsOf(command).home))
}

async function report(options: PublicationOptions, home: string): Promise<void> {
  const { publish: name, diff, asPublished, corrects } = options
  if ([name, diff, asPublished].filter(asked => asked !== undefined).length > 1) {
    throw new UsageError('report: one of --publish, --diff and --as-published at a time')
  }
  if (corrects !== undefined && name === undefined) throw new UsageError('--corrects goes with --publish NAME')
  if (name !== undefined) return publish({ ...options, publish: name }, home)
  if (diff !== undefined) return showDiff({ ...options, diff }, home)
  if (asPublished !== undefined) return showPublication({ ...options, asPublished }, home)
  throw new UsageError('report: say what to do: --publish NAME, --diff A B or --as-published NAME')
}
