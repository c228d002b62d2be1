import type { Row, Table } from '../table.js'
import { type Names, operationsText } from './names.js'
import type { Nightly } from './nightly.js'
import type { StopRow } from './rows.js'

/** Most cases first, then most yen; what is not known last. */
export function byCases(
  a: { cases: number | null; yen: number | null },
  b: { cases: number | null; yen: number | null },
) {
  return (b.cases ?? -1) - (a.cases ?? -1) || (b.yen ?? 0) - (a.yen ?? 0)
}

/** The same cells in two orders: by count a large rail leads, by rate a small and weak one. */
export function ratesTable({ damage }: Nightly, names: Names): Table {
  const rows = damage.filter(({ basis, cases }) => basis === 'declared' && cases !== null && cases > 0)
  const byCount = [...rows].sort(byCases)
  const byRate = [...rows].sort((a, b) => (b.rate ?? -1) - (a.rate ?? -1) || byCases(a, b))
  const known = byRate.filter(({ rate }) => rate !== null)
  const inOrder = [...known, ...byRate.filter(({ rate }) => rate === null)]
  return {
    id: 'damage-rates',
    ja: '登録10万口座あたりの件数(申告)',
    en: 'Declared cases per 100,000 registered links',
    columns: [
      { id: 'rate_order', ja: '率の順位', en: 'order by rate', kind: 'count' },
      { id: 'count_order', ja: '件数の順位', en: 'order by count', kind: 'count' },
      { id: 'provider', ja: '事業者', en: 'provider', kind: 'name' },
      { id: 'bank', ja: '銀行', en: 'bank', kind: 'name' },
      { id: 'cases', ja: '件数', en: 'cases', kind: 'count' },
      { id: 'links', ja: '登録口座数', en: 'registered links', kind: 'count' },
      { id: 'cases_per_100k_links', ja: '10万口座あたり', en: 'per 100,000', kind: 'rate' },
      { id: 'rate_low', ja: '95%下限', en: '95 % low', kind: 'rate' },
      { id: 'rate_high', ja: '95%上限', en: '95 % high', kind: 'rate' },
    ],
    rows: inOrder.map((row, i) => ({
      cells: [
        row.rate === null ? { unknown: 'unknown' } : i + 1,
        byCount.indexOf(row) + 1,
        names.provider(row.provider),
        names.bank(row.bank),
        row.cases,
        ...[row.links, row.rate, row.rateLow, row.rateHigh].map(value => value ?? ({ unknown: 'unknown' } as const)),
      ],
    })),
    empty: { ja: '申告のある組はありません。', en: 'No cell has a declared case.' },
    note: {
      ja: '率と件数の順位が違うことに注意してください。区間はウィルソンの95%信頼区間。登録口座数の報告がない組は「不明」。',
      en: 'Mind that the two orders differ. Intervals: Wilson, 95 %. Without a count of registered links the rate is unknown.',
    },
  }
}

export function stopsTable({ stops }: Nightly, names: Names): Table {
  return {
    id: 'stops',
    ja: '停止と、その後の被害',
    en: 'Stops, and the damage after each',
    columns: [
      { id: 'provider', ja: '事業者', en: 'provider', kind: 'name' },
      { id: 'bank', ja: '銀行', en: 'bank', kind: 'name' },
      { id: 'operations', ja: '停止した操作', en: 'operations', kind: 'name' },
      { id: 'since', ja: '停止時刻', en: 'since', kind: 'time' },
      { id: 'approximate', ja: '頃', en: 'about', kind: 'text' },
      { id: 'resumed_at', ja: '再開時刻', en: 'resumed', kind: 'time' },
      { id: 'cases_after', ja: '以降の件数(申告)', en: 'cases after', kind: 'count' },
      { id: 'yen_after', ja: '以降の額(申告)', en: 'yen after', kind: 'yen' },
    ],
    rows: stops.map(row => stopRow(row, names)),
    empty: { ja: '停止の記録はありません。', en: 'No stop is recorded.' },
    note: {
      ja: '「以降」は停止時刻ちょうどを含みます。停止後の被害は、発生時刻で数えます。',
      en: 'From the very moment of the stop on, by the time of occurrence.',
    },
  }
}

function stopRow(row: StopRow, names: Names): Row {
  const unknown = row.state === 'investigating' ? ('investigating' as const) : ('undisclosed' as const)
  const isKnown = row.state === 'reported'
  const operations = operationsText(row.operations)
  return {
    ...(isKnown && row.cases > 0 && { tone: 'alarm' as const }),
    cells: [
      names.provider(row.provider),
      row.bank === '*' ? { id: '*', ja: '全行', en: 'every bank' } : names.bank(row.bank),
      { id: row.operations.join(';'), ...operations },
      row.since,
      row.approximate ? '頃' : null,
      row.resumedAt,
      isKnown ? row.cases : { unknown },
      isKnown ? row.yen : { unknown },
    ],
  }
}

export function suspectedTable({ damage }: Nightly, names: Names): Table {
  const rows = damage.filter(({ basis, cases }) => basis === 'suspected' && (cases ?? 0) > 0).sort(byCases)
  return {
    id: 'suspected',
    ja: '要確認(被害ではありません)',
    en: 'Suspected: to be checked, not damage',
    columns: [
      { id: 'provider', ja: '事業者', en: 'provider', kind: 'name' },
      { id: 'bank', ja: '銀行', en: 'bank', kind: 'name' },
      { id: 'accounts', ja: '口座', en: 'accounts', kind: 'count' },
      { id: 'yen', ja: '額', en: 'amount', kind: 'yen' },
    ],
    rows: rows.map(row => ({ cells: [names.provider(row.provider), names.bank(row.bank), row.cases, row.yen] })),
    empty: { ja: '要確認の口座はありません。', en: 'Nothing is to be checked.' },
    note: {
      ja: '重大度「高」以上の未解決の警報のうち、申告のない口座とチャージ。多くは通常の利用でありえます。ほかのどの数字にも足していません。',
      en: 'Open alerts of severity high or critical that no claim explains. Most may be ordinary use. Never added to any other figure.',
    },
  }
}
