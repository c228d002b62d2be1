import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Database } from '../../duckdb/database.js'
import { ReportQueries } from '../../duckdb/demo-queries.js'
import { askNightly, NIGHTLY_STEPS } from '../../duckdb/report-numbers.js'
import { unjudgedOfDay } from '../../duckdb/report-unjudged.js'
import { formatJst, type Microseconds } from '../../events/time.js'
import { readBanks, readConfig } from '../../files/config.js'
import { replaceFolder, restoreFolder } from '../../files/folder.js'
import { timeText } from '../../report/cell-text.js'
import type { QuarterRow } from '../../report/nightly/rows.js'
import { rulePackVersion } from '../../report/rule-pack.js'
import type { Report } from '../../report/table.js'
import { print } from './output.js'
import { momentOf, refuseEmpty } from './report-moment.js'
import { reportNames } from './report-names.js'
import { type Steps, stepsOf } from './report-progress.js'
import { wordingOf } from './report-wording.js'
import { openSwept } from './swept.js'

/** Which report, and of which moment. */
interface Moment {
  readonly db: string
  readonly asOf?: Microseconds
  readonly date?: Microseconds
  readonly form: 'nightly' | 'fsa-renkei'
}

/** The options of the nightly report in a folder. */
export interface NightlyOptions extends Moment {
  readonly out: string
  readonly pdf?: boolean
  readonly json?: boolean
}

/** Fonts and files, after the numbers. */
const LAST_STEPS = 3

/** Writes the report of a moment into its folder: what the stored events say, cut to what was known then. */
export async function writeReport(options: NightlyOptions, home: string): Promise<void> {
  restoreFolder(options.out)
  await reported(options, home, async (made, asOf, steps) => {
    const paths = await write(made, options, home, asOf, steps)
    return options.json ? JSON.stringify({ asOf: formatJst(asOf), files: paths }) : paths.join('\n')
  })
}

/** Prints it as Markdown instead. */
export async function printReport(options: Moment, home: string): Promise<void> {
  const { markdownOf } = await import('../../report/markdown.js')
  await reported(options, home, async made => markdownOf(made).trimEnd())
}

type Use = (made: Report, asOf: Microseconds, steps: Steps) => Promise<string>

/** Makes the report of a moment, and prints what `use` tells of it. */
async function reported(options: Moment, home: string, use: Use): Promise<void> {
  const asOf = momentOf(options, Date.now())
  const db = await openSwept(options.db, home)
  const steps = stepsOf('report', NIGHTLY_STEPS + LAST_STEPS)
  try {
    // Sorts and joins of a large database spill to disk beyond this.
    await db.run(`SET memory_limit = '1GB'; SET temp_directory = '${join(tmpdir(), `banken-${process.pid}`)}'`)
    await refuseEmpty(db, asOf)
    const folder = folderOf(home)
    const isNightly = options.form === 'nightly'
    const made = await (isNightly ? nightly(db, home, folder, asOf, steps) : fsaRenkei(db, folder, asOf))
    const text = await use(made, asOf, steps)
    steps.done()
    await print([`${text}\n`])
  } finally {
    db.close()
  }
}

function folderOf(home: string): string {
  return join(home, 'pipelines', 'reports', 'nightly')
}

async function write(made: Report, { form, out, pdf }: NightlyOptions, home: string, asOf: Microseconds, steps: Steps) {
  steps.next('page')
  const { reportFiles } = await import('./report-files.js')
  const files = await reportFiles(made, folderOf(home))
  const page = files.find(({ name }) => name === 'report.html')
  if (pdf && page) {
    steps.next('PDF')
    const { pdfOf } = await import('./report-pdf.js')
    const title = `${made.ja} ${timeText(asOf)} 時点`
    files.push({ name: 'report.pdf', bytes: await pdfOf(Buffer.from(page.bytes).toString(), title, asOf) })
  }
  steps.next('files')
  const madeAt = new Date(Date.now()).toISOString()
  return replaceFolder(out, files, { report: form, asOf: formatJst(asOf), madeAt })
}

async function nightly(db: Database, home: string, folder: string, asOf: Microseconds, steps: Steps) {
  const { providers } = readConfig(home)
  const names = reportNames(providers, readBanks(home))
  const asked = await askNightly(new ReportQueries(db, folder), asOf, () => steps.next('numbers'))
  const unjudged = await unjudgedOfDay(db, asOf)
  steps.next('numbers')
  const numbers = { ...asked, unjudged, packVersion: rulePackVersion(asked.rules) }
  // The chart library takes a while to load: no other command should wait for it.
  const { nightlyReport } = await import('../../report/nightly/report.js')
  return nightlyReport(numbers, names, [...providers.keys()], wordingOf(numbers, names))
}

async function fsaRenkei(db: Database, folder: string, asOf: Microseconds) {
  const { fsaRenkeiReport } = await import('../../report/nightly/fsa-renkei.js')
  const queries = new ReportQueries(db, folder)
  return fsaRenkeiReport(asOf, await queries.rows<QuarterRow>('fsa-renkei', { as_of: formatJst(asOf) }))
}
