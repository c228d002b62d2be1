import { JST_OFFSET, MICROS } from '../../events/time.js'
import { alertsChart } from '../alerts-chart.js'
import { type Campaign, campaignChart } from '../campaign-chart.js'
import { dayText } from '../cell-text.js'
import { daysChart } from '../days-chart.js'
import { growthChart } from '../growth-chart.js'
import type { Block, Section, Table } from '../table.js'
import { hoursTable } from './further.js'
import type { Names } from './names.js'
import type { Nightly } from './nightly.js'
import { ruleNameOf } from './rule-tables.js'

/** The four charts of the first page, each with its numbers as a table for programs. */
export function chartsSection(nightly: Nightly, names: Names): Section {
  return {
    id: 'charts',
    ja: '図',
    en: 'Charts',
    blocks: [
      ...days(nightly),
      ...growth(nightly, names),
      { table: publicationsTable(nightly) },
      ...campaign(nightly, names),
      ...hours(nightly),
    ],
  }
}

function pair(draw: (shape: 'wide' | 'narrow') => string) {
  return { wide: draw('wide'), narrow: draw('narrow') }
}

/** Every day from the first to the last, so that a quiet day is drawn as a quiet day. */
function everyDay(days: readonly string[]): string[] {
  const [first, last] = [days[0], days.at(-1)]
  if (first === undefined || last === undefined) return []
  const count = (Date.parse(last) - Date.parse(first)) / 86_400_000 + 1
  return Array.from({ length: count }, (_, i) =>
    new Date(Date.parse(first) + i * 86_400_000).toISOString().slice(0, 10),
  )
}

function days({ claimDays }: Nightly): Block[] {
  const table: Table = {
    id: 'claims-by-day',
    ja: '申告の発生日と報告日',
    en: 'Declared claims by day of occurrence and of report',
    isForPrograms: true,
    columns: [
      { id: 'day', ja: '日', en: 'day', kind: 'text' },
      { id: 'occurred', ja: '発生', en: 'occurred', kind: 'count' },
      { id: 'reported', ja: '報告', en: 'reported', kind: 'count' },
    ],
    rows: claimDays.map(row => ({ cells: [row.day, row.occurred, row.reported] })),
    empty: { ja: '申告はありません。', en: 'No claim.' },
  }
  if (claimDays.length === 0) return [{ table }]
  const all = everyDay(claimDays.map(({ day }) => day))
  const of = (day: string) => claimDays.find(row => row.day === day)
  const data = {
    days: all,
    occurred: all.map(day => of(day)?.occurred ?? 0),
    reported: all.map(day => of(day)?.reported ?? 0),
  }
  const note = {
    ja: '上: 被害が発生した日。下: 最初に報告された日。',
    en: 'Above: the day on which the damage began. Below: the day of the first report.',
  }
  return [
    { chart: { id: table.id, ja: table.ja, en: table.en, note, ...pair(shape => daysChart(table.id, data, shape)) } },
    { table },
  ]
}

function growth({ growth, compared, publications }: Nightly, names: Names): Block[] {
  const table: Table = {
    id: 'growth',
    ja: '被害額の累計と公表',
    en: 'Cumulative damage by basis, with publications',
    isForPrograms: true,
    columns: [
      { id: 'day', ja: '日', en: 'day', kind: 'text' },
      { id: 'basis', ja: '基準', en: 'basis', kind: 'text' },
      { id: 'cases_change', ja: '件数の増減', en: 'change of cases', kind: 'count' },
      { id: 'yen_change', ja: '額の増減', en: 'change of yen', kind: 'yen' },
    ],
    rows: growth.map(row => ({ cells: [row.day, row.basis, row.cases, row.yen] })),
    empty: { ja: '公表済みの被害はありません。', en: 'No damage is known.' },
  }
  if (growth.length === 0) return [{ table }]
  const announced = compared.map(({ asOf, provider }) => ({
    day: dayText(asOf),
    label: provider === null ? '全事業者' : names.provider(provider).ja,
  }))
  const published = publications.map(({ asOf, name }) => ({ day: dayText(asOf), label: name }))
  const all = everyDay([...growth, ...announced, ...published].map(({ day }) => day).sort())
  const days = (marks: readonly { day: string }[]) => [...new Set(marks.map(({ day }) => day))]
  const chart = { days: all, rows: growth, announced: days(announced), published: days(published) }
  const note = {
    ja: `公表済みの組だけの累計。破線は他者の公表値の時点${listed(announced)}。実線は当台帳からの公表の時点${listed(published)}。`,
    en: 'Of reported cells only. Dashed: the as-of of figures that others announced. Solid: the as-of of what was published from this ledger.',
  }
  return [
    {
      chart: { id: table.id, ja: table.ja, en: table.en, note, ...pair(shape => growthChart(table.id, chart, shape)) },
    },
    { table },
  ]
}

/** `: 9/15 NTTドコモ、9/16 LINE Pay`, or that there is none. */
function listed(marks: readonly { readonly day: string; readonly label: string }[]): string {
  const texts = marks.map(({ day, label }) => `${Number(day.slice(5, 7))}/${Number(day.slice(8))} ${label}`)
  return texts.length === 0 ? '(なし)' : `: ${[...new Set(texts)].join('、')}`
}

/** What was published, for a program: the solid marks of the chart. */
function publicationsTable({ publications }: Nightly): Table {
  return {
    id: 'publications',
    ja: '当台帳からの公表',
    en: 'What was published from this ledger',
    isForPrograms: true,
    columns: [
      { id: 'publication', ja: '公表', en: 'publication', kind: 'text' },
      { id: 'as_of', ja: '時点', en: 'as of', kind: 'time' },
      { id: 'bases', ja: '基準', en: 'bases', kind: 'text' },
      { id: 'corrects', ja: '訂正の対象', en: 'corrects', kind: 'text' },
    ],
    rows: publications.map(row => ({ cells: [row.name, row.asOf, row.bases.join(';'), row.corrects] })),
    empty: { ja: '公表はありません。', en: 'Nothing was published.' },
  }
}

function campaign({ campaign: steps }: Nightly, names: Names): Block[] {
  const table: Table = {
    id: 'campaign',
    ja: '1つの一連の被害',
    en: 'One campaign: first bad link, alert, stop, last loss',
    isForPrograms: true,
    columns: [
      { id: 'at', ja: '時刻', en: 'at', kind: 'time' },
      { id: 'kind', ja: '種類', en: 'kind', kind: 'text' },
      { id: 'subject', ja: '口座・銀行', en: 'account or bank', kind: 'text' },
      { id: 'yen', ja: '額', en: 'yen', kind: 'yen' },
    ],
    rows: steps.map(row => ({ cells: [row.stepAt, row.kind, row.subject, row.yen] })),
    empty: { ja: '申告されたチャージはありません。', en: 'No charge is claimed.' },
  }
  const [first] = steps
  if (first === undefined || !steps.some(({ kind }) => kind === 'charge')) return [{ table }]
  const data: Campaign = { startAt: first.stepAt, steps }
  const accounts = new Set(steps.filter(({ kind }) => kind === 'charge').map(({ subject }) => subject)).size
  const note = {
    ja: `${names.provider(first.provider).ja}のウォレット ${first.wallet}: ${accounts}口座。申告の最も多いウォレットを、最初の登録から最後の被害まで。`,
    en: `One wallet and ${accounts} accounts: the wallet with the most claimed accounts.`,
  }
  return [
    {
      chart: { id: table.id, ja: table.ja, en: table.en, note, ...pair(shape => campaignChart(table.id, data, shape)) },
    },
    { table },
  ]
}

function hours(nightly: Nightly): Block[] {
  const { alertHours, rules, asOf } = nightly
  const table = hoursTable(nightly)
  if (alertHours.length === 0) return [{ table }]
  const seen = rules.filter(({ rule }) => alertHours.some(row => row.rule === rule))
  const startHour = Math.floor((asOf + 1 + JST_OFFSET) / MICROS.hour) % 24
  const labels = Array.from({ length: 24 }, (_, i) => `${(startHour + i) % 24}時`)
  const rows = seen.map(({ rule }) => {
    const mine = alertHours.filter(row => row.rule === rule)
    const severities = [...new Set(mine.map(({ severity }) => severity))].sort()
    const count = (hour: number, severity: string) =>
      mine.find(row => row.hour === hour && row.severity === severity)?.alerts ?? 0
    const total = mine.reduce((sum, { alerts }) => sum + alerts, 0)
    const name = ruleNameOf(rules, rule)
    return {
      label: name.ja,
      note: `${total}件 · ${name.en}`,
      series: severities.map(severity => ({ severity, values: labels.map((_, hour) => count(hour, severity)) })),
    }
  })
  const chart = { days: labels, labels, rows, marks: [] }
  const note = {
    ja: '基準時刻までの24時間に初めて知りえた未解決の警報。色は重大度。',
    en: 'Open live alerts that could first be known in the 24 hours; colours: severity.',
  }
  return [
    {
      chart: { id: table.id, ja: table.ja, en: table.en, note, ...pair(shape => alertsChart(table.id, chart, shape)) },
    },
    { table },
  ]
}
