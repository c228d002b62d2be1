import { join } from 'node:path'
import type { Command } from 'commander'
import { dictionaryOf } from '../duckdb/dictionary.js'
import { dictionaryMarkdown } from '../duckdb/dictionary-text.js'
import { writeFiles } from '../files/output.js'
import { renderPage } from '../report/render.js'
import { globalsOf } from './support/command.js'
import { openMigrated } from './support/home.js'
import { print } from './support/output.js'
import { withSpareFont } from './support/report-font.js'

interface Options {
  readonly out: string
}

/** `banken docs`: the dictionary of what analysts query, from the comments of pipelines/views. */
export function register(program: Command): void {
  program
    .command('docs')
    .description('write the dictionary of public views, macros and columns: DICTIONARY.md and dictionary.html')
    .requiredOption('--out <dir>', 'the folder of the files; made where it is not there')
    .action(({ out }: Options, command: Command) => docs(out, globalsOf(command).home))
}

async function docs(out: string, home: string): Promise<void> {
  const db = await openMigrated(':memory:', home, { create: true })
  try {
    const entries = await dictionaryOf(db)
    const folder = join(home, 'pipelines', 'reports', 'dictionary')
    const paths = await writeFiles(out, {
      'DICTIONARY.md': () => [dictionaryMarkdown(entries)],
      'dictionary.html': () => [withSpareFont(renderPage(folder, { entries }))],
    })
    await print([`${paths.join('\n')}\n`])
  } finally {
    db.close()
  }
}
