import type { FolderFile } from '../../files/folder.js'
import { csvText } from '../../files/output.js'
import { markdownOf } from '../../report/markdown.js'
import { reportPage } from '../../report/report-page.js'
import { type Report, tablesOf } from '../../report/table.js'
import { csvRows } from '../../report/table-csv.js'
import { withFonts } from './report-font.js'

/** Without it spreadsheets take UTF-8 for something else. */
const BYTE_ORDER_MARK = '\ufeff'

/** The page, the same tables as Markdown and CSV, and the sentences: the bytes depend on the report alone. */
export async function reportFiles(report: Report, folder: string): Promise<FolderFile[]> {
  const files = [file('report.html', withFonts(reportPage(report, folder))), file('report.md', markdownOf(report))]
  for (const table of tablesOf(report)) {
    const { header, rows } = csvRows(table)
    files.push(file(`${table.id}.csv`, BYTE_ORDER_MARK + (await csvText(header, rows))))
  }
  const sentences = report.sections.flatMap(({ blocks }) =>
    blocks.flatMap(block => ('sentences' in block ? block.sentences : [])),
  )
  if (sentences.length > 0) files.push(file('wording.txt', `${sentences.join('\n')}\n`))
  return files
}

function file(name: string, text: string): FolderFile {
  return { name, bytes: Buffer.from(text) }
}
