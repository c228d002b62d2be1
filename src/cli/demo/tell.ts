import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from '../../duckdb/database.js'
import { ReportQueries } from '../../duckdb/demo-queries.js'
import { type Config, readBanks } from '../../files/config.js'
import { askFigures } from './figures.js'
import { Names } from './names.js'
import type { Figures } from './rows.js'
import { demoText } from './text.js'

/** The figures of September 2020 in a database: asks for them, and writes the page. */
export async function writePage(db: Database, config: Config, home: string, page: string): Promise<Figures> {
  const folder = join(home, 'pipelines', 'reports', 'september-2020')
  const figures = await askFigures(new ReportQueries(db, folder))
  // The chart library takes a while to load: no other command should wait for it.
  const { demoPage } = await import('./page.js')
  writeFileSync(page, demoPage(figures, namesOf(config, home), folder))
  return figures
}

/** The tables as the article gives them, and where the rest is. */
export function tablesText(figures: Figures, config: Config, home: string, path: string, page: string): string {
  const tables = demoText(figures, namesOf(config, home))
  return `${tables}\nデータベース database  ${path}\nページ page            ${page}\n`
}

function namesOf(config: Config, home: string): Names {
  return new Names(config.providers, readBanks(home))
}
