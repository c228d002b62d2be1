import type { Cell, Column, Row, Section, Table } from '../table.js'
import { byCases, ratesTable, stopsTable, suspectedTable } from './damage-apart.js'
import { BASIS, type Names } from './names.js'
import type { Nightly } from './nightly.js'
import type { DamageRow, TotalRow } from './rows.js'

/** Section 3: the ledger. Suspicions stand in a table of their own and are added to nothing. */
export function damageSection(nightly: Nightly, names: Names): Section {
  return {
    id: 'damage',
    ja: '事業者×銀行の被害',
    en: 'Damage by provider and bank',
    lead: {
      ja: '公表も調査もないものは「未公表」、調査の終わらないものは「調査中」で、0件ではありません。合計は公表済みのものだけを足し、数えられなかった組の数を添えます。',
      en: 'What nobody has looked into is 未公表 (not published), an open inquiry 調査中 (under investigation); neither is zero. Totals add known cells only.',
    },
    blocks: [
      { table: totalsTable(nightly) },
      { table: providersTable(nightly, names) },
      { table: cellsTable(nightly, names) },
      { table: ratesTable(nightly, names) },
      { table: stopsTable(nightly, names) },
      { table: suspectedTable(nightly, names) },
    ],
  }
}

const FIGURES = (basis: string): readonly Column[] => [
  { id: `${basis}_cases`, ja: `${BASIS[basis]?.ja}件数`, en: `${BASIS[basis]?.en} cases`, kind: 'count' },
  { id: `${basis}_yen`, ja: `${BASIS[basis]?.ja}額`, en: `${BASIS[basis]?.en} yen`, kind: 'yen' },
]

function totalsTable({ totals }: Nightly): Table {
  return {
    id: 'damage-totals',
    ja: '合計',
    en: 'Totals',
    columns: [
      { id: 'basis', ja: '基準', en: 'basis', kind: 'name' },
      { id: 'cases', ja: '件数', en: 'cases', kind: 'count' },
      { id: 'yen', ja: '額', en: 'amount', kind: 'yen' },
      { id: 'net_yen', ja: '純額', en: 'net', kind: 'yen' },
      { id: 'banks', ja: '銀行数', en: 'banks', kind: 'count' },
      { id: 'cases_after_stop', ja: '停止後の件数', en: 'cases after the stop', kind: 'count' },
      { id: 'unknown_cells', ja: '数えられない組', en: 'unknown cells', kind: 'count' },
    ],
    rows: totals
      .filter(({ level }) => level === 'all')
      .map(row => ({
        cells: [
          { id: row.basis, ja: BASIS[row.basis]?.ja ?? row.basis, en: BASIS[row.basis]?.en ?? row.basis },
          ...[row.cases, row.yen, row.netYen, row.banks, row.casesAfterStop].map(known),
          row.unknownCells,
        ],
      })),
    empty: { ja: '被害の記録はありません。', en: 'No damage is recorded.' },
    note: {
      ja: '純額 = 額 − 未然に防いだ額 − 取り戻した額。',
      en: 'Net = amount − prevented − recovered.',
    },
  }
}

function known(figure: number | null): Cell {
  return figure ?? { unknown: 'undisclosed' }
}

function providersTable({ totals, damage }: Nightly, names: Names): Table {
  const of = (basis: string, provider: string | null): TotalRow | undefined =>
    totals.find(row => row.level === 'provider' && row.basis === basis && row.provider === provider)
  const providers = totals.filter(({ level, basis }) => level === 'provider' && basis === 'declared')
  const state = (id: string | null) =>
    damage.some(row => row.provider === id && row.state === 'investigating') ? 'investigating' : 'undisclosed'
  return {
    id: 'damage-by-provider',
    ja: '事業者別',
    en: 'By provider',
    columns: [
      { id: 'provider', ja: '事業者', en: 'provider', kind: 'name' },
      ...FIGURES('declared'),
      { id: 'banks', ja: '銀行数', en: 'banks', kind: 'count' },
      ...FIGURES('confirmed'),
      ...FIGURES('compensated'),
      { id: 'unknown_cells', ja: '数えられない銀行', en: 'unknown banks', kind: 'count' },
    ],
    rows: providers.sort(byCases).map(row => {
      const figure = (value: number | null | undefined): Cell => value ?? { unknown: state(row.provider) }
      const [confirmed, compensated] = [of('confirmed', row.provider), of('compensated', row.provider)]
      return {
        ...(row.cases === null && { tone: 'quiet' as const }),
        cells: [
          names.provider(row.provider ?? ''),
          ...[row.cases, row.yen, row.banks].map(figure),
          ...[confirmed?.cases, confirmed?.yen, compensated?.cases, compensated?.yen].map(figure),
          row.unknownCells,
        ],
      }
    }),
    empty: { ja: '事業者の記録はありません。', en: 'No provider is recorded.' },
  }
}

/** One row for each provider × bank with its four bases; the unknown ones last. */
function cellsTable({ damage }: Nightly, names: Names): Table {
  const declared = damage.filter(({ basis }) => basis === 'declared')
  const of = (row: DamageRow, basis: string) =>
    damage.find(other => other.provider === row.provider && other.bank === row.bank && other.basis === basis)
  return {
    id: 'damage',
    ja: '事業者×銀行',
    en: 'Provider × bank',
    columns: [
      { id: 'provider', ja: '事業者', en: 'provider', kind: 'name' },
      { id: 'bank', ja: '銀行', en: 'bank', kind: 'name' },
      { id: 'state', ja: '状態', en: 'state', kind: 'text', isForPrograms: true },
      ...FIGURES('declared'),
      ...FIGURES('confirmed'),
      ...FIGURES('compensated'),
      ...FIGURES('excluded'),
      { id: 'net_yen', ja: '純額(申告)', en: 'net, declared', kind: 'yen' },
      { id: 'cases_so_far', ja: '調査中の件数', en: 'cases so far', kind: 'count', isForPrograms: true },
      { id: 'yen_so_far', ja: '調査中の額', en: 'yen so far', kind: 'yen', isForPrograms: true },
      { id: 'prevented_yen', ja: '未然防止額', en: 'prevented', kind: 'yen', isForPrograms: true },
      { id: 'recovered_yen', ja: '回収額', en: 'recovered', kind: 'yen', isForPrograms: true },
    ],
    rows: declared.sort(byCases).map(row => cellRow(row, of, names)),
    empty: { ja: '事業者×銀行の記録はありません。', en: 'No provider × bank is recorded.' },
  }
}

function cellRow(row: DamageRow, of: (row: DamageRow, basis: string) => DamageRow | undefined, names: Names): Row {
  const unknown = row.state === 'investigating' ? ('investigating' as const) : ('undisclosed' as const)
  const figure = (value: number | null | undefined): Cell => value ?? { unknown }
  const others = ['confirmed', 'compensated', 'excluded'].map(basis => of(row, basis))
  return {
    ...(row.cases === null && { tone: 'quiet' as const }),
    cells: [
      names.provider(row.provider),
      names.bank(row.bank),
      row.state,
      figure(row.cases),
      figure(row.yen),
      ...others.flatMap(other => [figure(other?.cases), figure(other?.yen)]),
      figure(row.netYen),
      row.casesSoFar,
      row.yenSoFar,
      row.preventedYen,
      row.recoveredYen,
    ],
  }
}
