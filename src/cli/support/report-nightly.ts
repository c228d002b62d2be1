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
import { print } from './output.js'
import { momentOf, refuseEmpty } from './report-moment.js'
import { reportNames } from './report-names.js'
import { type Steps, stepsOf } from './report-progress.js'
import { wordingOf } from './report-wording.js'
import { openSwept } from './swept.js'

/** The options of the nightly report. */
export interface NightlyOptions {
  readonly db: string
  readonly out: string
  readonly asOf?: Microseconds
  readonly date?: Microseconds
  readonly form: 'nightly' | 'fsa-renkei'
  readonly pdf?: boolean
  readonly json?: boolean
}

/** Fonts and files, after the numbers. */
const LAST_STEPS = 3

/** Writes the report of a moment into its folder: what the stored events say, cut to what was known then. */
export async function writeReport(options: NightlyOptions, home: string): Promise<void> {
  const asOf = momentOf(options, Date.now())
  restoreFolder(options.out)
  const db = await openSwept(options.db, home)
  const steps = stepsOf('report', NIGHTLY_STEPS + LAST_STEPS)
  try {
    // Sorts and joins of a large database spill to disk beyond this.
    await db.run(`SET memory_limit = '1GB'; SET temp_directory = '${join(tmpdir(), `banken-${process.pid}`)}'`)
    await refuseEmpty(db, asOf)
    const paths = await write(db, options, home, asOf, steps)
    steps.done()
    await print([
      options.json ? `${JSON.stringify({ asOf: formatJst(asOf), files: paths })}\n` : `${paths.join('\n')}\n`,
    ])
  } finally {
    db.close()
  }
}

async function write(db: Database, { form, out, pdf }: NightlyOptions, home: string, asOf: Microseconds, steps: Steps) {
  const folder = join(home, 'pipelines', 'reports', 'nightly')
  const made = await (form === 'nightly' ? nightly(db, home, folder, asOf, steps) : fsaRenkei(db, folder, asOf))
  steps.next('page')
  const { reportFiles } = await import('./report-files.js')
  const files = await reportFiles(made, folder)
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
