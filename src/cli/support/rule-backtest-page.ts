import { basename, dirname, join } from 'node:path'
import type { Difference } from '../../duckdb/backtest.js'
import { formatJst, MICROS, parseInstant } from '../../events/time.js'
import { writeFiles } from '../../files/output.js'
import { alertsChart } from '../../report/alerts-chart.js'
import { renderPage } from '../../report/render.js'
import { withSpareFont } from './report-font.js'
import type { Backtest, Tried } from './rule-backtest.js'
import { figureRows } from './rule-backtest-text.js'

/** Writes a backtest as one page that needs no other file; its template is pipelines/reports/backtest. */
export async function writeBacktest(home: string, path: string, result: Backtest): Promise<void> {
  await writeFiles(dirname(path), { [basename(path)]: () => [backtestPage(home, result)] })
}

export function backtestPage(home: string, result: Backtest): string {
  const { rule, title, from, to, judged, tried, against } = result
  const tries = [{ name: 'this', tried }, ...(against ? [{ name: against.name, tried: against.tried }] : [])]
  const chart = {
    days: daysOf(from, to),
    rows: tries.map(({ name, tried }) => chartRow(name, tried, daysOf(from, to))),
    marks: [],
  }
  const page = renderPage(join(home, 'pipelines', 'reports', 'backtest'), {
    rule,
    title,
    from,
    to,
    judged: judged.toLocaleString('en-US'),
    columns: tries.map(({ name, tried }) => `${name} (${tried.version})`),
    figures: figureRows(tries.map(({ tried }) => tried)).map(row => row.map(shown)),
    wide: alertsChart('alerts', chart, 'wide'),
    narrow: alertsChart('alerts', chart, 'narrow'),
    overlaps: tried.overlaps,
    alone: tried.alone,
    accounts: tried.accounts,
    differences: against ? [changes('gained', against.gained), changes('lost', against.lost)] : [],
  })
  return withSpareFont(page)
}

function chartRow(name: string, { version, alerts, days: counted }: Tried, days: readonly string[]) {
  const byDay = new Map(counted.map(({ day, alerts }) => [day, alerts]))
  const values = days.map(day => byDay.get(day) ?? 0)
  return { label: name, note: `${version}: ${alerts} alerts`, series: [{ severity: 'high', values }] }
}

/** Every JST day of the span, as 2020-09-01. */
function daysOf(from: string, to: string): string[] {
  const [start, end] = [from, to].map(text => parseInstant(text)).map(parsed => (parsed.ok ? parsed.value : 0)) as [
    number,
    number,
  ]
  const days = new Set<string>()
  for (let at = start; at < end; at += MICROS.day) days.add(formatJst(at).slice(0, 10))
  return [...days.add(formatJst(end - 1).slice(0, 10))]
}

function changes(word: string, found: readonly Difference[]) {
  const rows = found.map(({ at, yen, ...rest }) => ({ ...rest, at: formatJst(at), yen: shown(yen) }))
  return { word, rows }
}

function shown(value: unknown): string {
  if (value === null) return 'unknown'
  return typeof value === 'number' ? value.toLocaleString('en-US') : String(value)
}
