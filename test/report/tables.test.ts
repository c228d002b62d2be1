import { manText, timeText } from '../../src/report/cell-text.js'
import { charactersOf, slicesFor, slicesOf } from '../../src/report/fonts.js'
import { markdownOf } from '../../src/report/markdown.js'
import { verdictOf } from '../../src/report/nightly/announced.js'
import type { Compared } from '../../src/report/nightly/nightly.js'
import { reportPage } from '../../src/report/report-page.js'
import type { Report, Table } from '../../src/report/table.js'
import { csvRows } from '../../src/report/table-csv.js'

const table: Table = {
  id: 't',
  ja: '表',
  en: 'table',
  columns: [
    { id: 'provider', ja: '事業者', en: 'provider', kind: 'name' },
    { id: 'yen', ja: '額', en: 'amount', kind: 'yen' },
    { id: 'at', ja: '時刻', en: 'at', kind: 'time' },
    { id: 'note', ja: '注', en: 'note', kind: 'text' },
  ],
  rows: [
    { cells: [{ id: 'paypay', ja: 'PayPay', en: 'PayPay' }, 1_415_141, 1_600_181_999_999_999, '<b>=1|2</b>'] },
    { cells: [{ id: 'x', ja: '=X', en: 'X' }, { unknown: 'undisclosed' }, null, '=HYPERLINK("http://x")'] },
  ],
  empty: { ja: 'なし', en: 'none' },
}
const report: Report = {
  ja: '報告',
  en: 'report',
  facts: [{ name: { ja: '基準時刻', en: 'as of' }, value: '2020-09-16' }],
  notes: [],
  sections: [{ id: 's', ja: '節', en: 's', blocks: [{ table }] }],
}

test('yen are cut to 万円 for people, whole for programs; unknown is never 0', () => {
  expect([manText(1_415_141), manText(9_999), manText(-9_999), manText(0), manText(-20_000)]).toEqual([
    '141',
    '1未満',
    '−1未満',
    '0',
    '−2',
  ])
  expect(timeText(1_600_181_999_999_999)).toBe('2020-09-15 24:00')
  const { header, rows } = csvRows(table)
  expect(header).toEqual(['provider', 'provider_name', 'yen', 'at', 'note'])
  expect(rows[0]).toEqual(['paypay', 'PayPay', '1415141', '2020-09-15T23:59:59.999999+09:00', '<b>=1|2</b>'])
  expect(rows[1]).toEqual(['x', "'=X", '', '', '\'=HYPERLINK("http://x")'])
})

test('markup is text in the page and in Markdown', () => {
  const page = reportPage(report, 'pipelines/reports/nightly')
  expect(page).toContain('&lt;b&gt;=1|2&lt;/b&gt;')
  expect(page).toContain('未公表')
  expect(page).toContain('>141<')
  expect(markdownOf(report)).toContain('&lt;b&gt;=1\\|2&lt;/b&gt;')
})

test('only the slices that the characters need', () => {
  const css = `@font-face { src: url(./files/a.woff2) format('woff2'); unicode-range: U+41-5a,U+3042; }
    @font-face { src: url(./files/b.woff2) format('woff2'); unicode-range: U+61; }`
  expect(slicesFor('Aあ', slicesOf(css)).map(({ file }) => file)).toEqual(['a.woff2'])
  expect(slicesFor('ab', slicesOf(css)).map(({ file }) => file)).toEqual(['b.woff2'])
  expect(charactersOf('<body><h1>あ</h1><p>い</p>').bold).toBe('あ')
})

test.each([
  [26_764_999, 10_000, 143, 'same'],
  [26_770_000, 10_000, 143, 'differs'],
  [26_760_001, 1, 143, 'differs'],
  [26_760_000, 1, 142, 'banks'],
] as const)('ours %i to %i yen, %i cases of all channels: %s', (yen, precisionYen, cases, verdict) => {
  const row: Compared = {
    publisher: 'p',
    provider: 'docomo',
    bank: null,
    basis: 'declared',
    asOf: 0,
    precisionYen,
    announced: { cases: 143, yen: 26_760_000, banks: 11 },
    ours: { cases, yen, banks: 11 },
    ofBanks: { cases: verdict === 'banks' ? 143 : 1, yen: 26_760_000, banks: 11 },
    claims: [],
  }
  expect(verdictOf(row)).toBe(verdict)
})
