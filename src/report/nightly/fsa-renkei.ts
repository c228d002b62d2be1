import { timeText } from '../cell-text.js'
import type { Report, Row } from '../table.js'
import { NOTES } from './report.js'
import type { QuarterRow } from './rows.js'

/**
 * The form in which the 金融庁 publishes 連携サービスを利用した不正出金: cases, amount, average and compensation by quarter of
 * occurrence. Of compensation it tells what was decided, and what is still looked into or considered.
 */
export function fsaRenkeiReport(asOf: number, quarters: readonly QuarterRow[]): Report {
  return {
    ja: '連携サービスを利用した不正出金(四半期別)',
    en: 'Unauthorised withdrawals through linked services, by quarter of occurrence',
    facts: [{ name: { ja: '基準時刻', en: 'as of' }, value: `${timeText(asOf)} 日本時間 (JST)` }],
    notes: NOTES,
    sections: [
      {
        id: 'fsa-renkei',
        ja: '発生四半期別の件数・金額・補償状況',
        en: 'Cases, amounts and compensation',
        blocks: [
          {
            table: {
              id: 'fsa-renkei',
              ja: '申告ベース',
              en: 'Declared basis',
              columns: [
                { id: 'quarter', ja: '発生四半期', en: 'quarter', kind: 'name' },
                { id: 'cases', ja: '件数', en: 'cases', kind: 'count' },
                { id: 'yen', ja: '金額', en: 'amount', kind: 'yen' },
                { id: 'average_yen', ja: '平均被害額', en: 'average', kind: 'yen' },
                { id: 'compensated', ja: '補償した件数', en: 'compensated', kind: 'count' },
                { id: 'paid_yen', ja: '補償額', en: 'paid', kind: 'yen' },
                { id: 'refused', ja: '補償しない件数', en: 'not compensated', kind: 'count' },
                { id: 'compensated_share', ja: '決定のうち補償', en: 'share of decided', kind: 'share' },
                { id: 'open', ja: '調査・検討中', en: 'under consideration', kind: 'count' },
              ],
              rows: [...quarters.map(quarterRow), ...(quarters.length > 0 ? [totalRow(quarters)] : [])],
              empty: { ja: '申告はありません。', en: 'No claim is declared.' },
              note: {
                ja: '四半期は被害の発生時刻(日本時間)で分けます。補償は全額または一部。平均は円未満切り捨て。',
                en: 'By the time of occurrence in Japan. Compensated: in full or in part. The average is cut to whole yen.',
              },
            },
          },
        ],
      },
    ],
  }
}

function quarterRow(row: QuarterRow): Row {
  const from = row.quarter * 3 - 2
  const name = {
    id: `${row.year}-Q${row.quarter}`,
    ja: `${row.year}年${from}~${from + 2}月`,
    en: `${row.year} Q${row.quarter}`,
  }
  return { cells: [name, ...figures(row)] }
}

function figures(row: Omit<QuarterRow, 'year' | 'quarter'>) {
  const decided = row.compensated + row.refused
  return [
    row.cases,
    row.yen,
    row.averageYen,
    row.compensated,
    row.paidYen,
    row.refused,
    decided === 0 ? null : row.compensated / decided,
    row.open,
  ]
}

function totalRow(quarters: readonly QuarterRow[]): Row {
  const sum = (of: (row: QuarterRow) => number) => quarters.reduce((total, row) => total + of(row), 0)
  const [cases, yen] = [sum(row => row.cases), sum(row => row.yen)]
  const total = {
    cases,
    yen,
    averageYen: Math.floor(yen / cases),
    compensated: sum(row => row.compensated),
    paidYen: sum(row => row.paidYen),
    refused: sum(row => row.refused),
    open: sum(row => row.open),
  }
  return { tone: 'total', cells: [{ id: 'total', ja: '計', en: 'total' }, ...figures(total)] }
}
