import { basename, dirname, join } from 'node:path'
import type { Command } from 'commander'
import { writeFiles } from '../files/output.js'
import { asyncApiPage } from '../report/asyncapi-page.js'
import { readMeanings } from './support/asyncapi-comments.js'
import { documentOf } from './support/asyncapi-document.js'
import { readExamples } from './support/asyncapi-examples.js'
import { clusterOf, withKafkaOptions } from './support/kafka.js'
import { print } from './support/output.js'
import { withSpareFont } from './support/report-font.js'

interface Options {
  readonly html?: boolean
  readonly out?: string
}

/** `banken asyncapi`: the topics for those who write to them and read from them. */
export function register(program: Command): void {
  const command = program
    .command('asyncapi')
    .description('the AsyncAPI document of the topics: keys, headers, schemas, examples; or a page of it')
    .option('--html', 'a page that opens without a network')
    .option('--out <file>', 'write it into this file')
  withKafkaOptions(command).action((options: Options, command: Command) => asyncApi(options, command))
}

async function asyncApi({ html, out }: Options, command: Command): Promise<void> {
  const { home, settings } = clusterOf(command)
  const folder = join(home, 'pipelines', 'reports', 'asyncapi')
  const version = command.parent?.version() ?? ''
  const meanings = await readMeanings(home)
  const document = documentOf({ version, settings, meanings, examples: readExamples(folder) })
  const text = html ? withSpareFont(asyncApiPage(document, folder)) : `${JSON.stringify(document, null, 2)}\n`
  if (out === undefined) await print([text])
  else await print([`${(await writeFiles(dirname(out), { [basename(out)]: () => [text] })).join('')}\n`])
}
