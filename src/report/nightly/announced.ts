import type { Cell, Row, Section, Table } from '../table.js'
import { BASIS, CHANNEL, type Names, named, STATUS } from './names.js'
import type { ClaimBehind, Compared, Nightly } from './nightly.js'

/** Nobody reads more; the CSV has all of them. */
const CLAIMS_SHOWN_MAX = 60

const WHY: Readonly<Record<string, { ja: string; en: string }>> = {
  channel: { ja: '銀行からの申告ではない', en: 'not reported by a bank' },
  fresh: { ja: '24時間以内に加わった', en: 'came within 24 hours' },
  left: { ja: '24時間以内に外れた', en: 'left within 24 hours' },
  amount: { ja: '24時間以内に額が変わった', en: 'amount changed within 24 hours' },
  late: { ja: '時点より後に記録された', en: 'recorded after the as-of' },
}

/** Section 6: what others announced, beside our own figure of the same as-of and basis. */
export function announcedSection(nightly: Nightly, names: Names): Section {
  const differing = nightly.compared.filter(row => verdictOf(row) === 'differs' || verdictOf(row) === 'banks')
  return {
    id: 'announced',
    ja: '公表値との照合',
    en: 'Our figures against announced ones',
    blocks: [
      { table: comparedTable(nightly, names) },
      ...(differing.length > 0 ? [{ table: claimsTable(differing, names) }] : []),
    ],
  }
}

type Verdict = 'same' | 'banks' | 'differs' | 'unknown'

/** `banks`: ours is the same when only what banks had reported counts. A figure's precision is what it was cut to. */
export function verdictOf({ announced, ours, ofBanks, precisionYen }: Compared): Verdict {
  const isSame = (figure: Compared['ours']) =>
    (announced.cases === null || announced.cases === figure.cases) &&
    (announced.banks === null || announced.banks === figure.banks) &&
    (announced.yen === null || announced.yen === cutTo(figure.yen, precisionYen))
  if (ours.cases === null) return 'unknown'
  if (isSame(ours)) return 'same'
  return isSame(ofBanks) ? 'banks' : 'differs'
}

function cutTo(yen: number | null, precisionYen: number | null): number | null {
  if (yen === null || precisionYen === null || precisionYen <= 0) return yen
  return Math.floor(yen / precisionYen) * precisionYen
}

const VERDICTS: Readonly<Record<Verdict, { ja: string; en: string }>> = {
  same: { ja: '一致', en: 'agrees' },
  banks: { ja: '銀行からの申告だけなら一致', en: 'agrees on what banks reported' },
  differs: { ja: '不一致', en: 'differs' },
  unknown: { ja: '台帳では未公表・調査中', en: 'unknown in our ledger' },
}

function comparedTable({ compared }: Nightly, names: Names): Table {
  return {
    id: 'announced',
    ja: '同じ時点・同じ基準での比較',
    en: 'Of the same as-of and basis',
    columns: [
      { id: 'provider', ja: '事業者', en: 'provider', kind: 'name' },
      { id: 'bank', ja: '銀行', en: 'bank', kind: 'name' },
      { id: 'basis', ja: '基準', en: 'basis', kind: 'name' },
      { id: 'as_of', ja: '時点', en: 'as of', kind: 'time' },
      { id: 'announced_cases', ja: '公表件数', en: 'announced cases', kind: 'count' },
      { id: 'announced_yen', ja: '公表額', en: 'announced yen', kind: 'yen' },
      { id: 'announced_banks', ja: '公表銀行数', en: 'announced banks', kind: 'count' },
      { id: 'our_cases', ja: '台帳件数', en: 'our cases', kind: 'count' },
      { id: 'our_yen', ja: '台帳額', en: 'our yen', kind: 'yen' },
      { id: 'our_banks', ja: '台帳銀行数', en: 'our banks', kind: 'count' },
      { id: 'verdict', ja: '照合', en: 'verdict', kind: 'name' },
      { id: 'precision_yen', ja: '公表の単位(円)', en: 'announced to, yen', kind: 'count', isForPrograms: true },
      { id: 'publisher', ja: '公表者', en: 'publisher', kind: 'text', isForPrograms: true },
    ],
    rows: compared.map(row => comparedRow(row, names)),
    empty: { ja: '基準時刻までの公表はありません。', en: 'Nobody had announced a figure.' },
    note: {
      ja: '額は公表の単位で切り捨ててから比べます。',
      en: 'Amounts are cut to the unit of the announcement before they are compared.',
    },
  }
}

function comparedRow(row: Compared, names: Names): Row {
  const verdict = verdictOf(row)
  const figure = (value: number | null): Cell => value ?? { unknown: 'undisclosed' }
  return {
    ...(verdict === 'differs' && { tone: 'alarm' as const }),
    cells: [
      row.provider === null ? { id: '*', ja: '全事業者', en: 'every provider' } : names.provider(row.provider),
      row.bank === null || row.bank === '*' ? { id: '*', ja: '全行', en: 'every bank' } : names.bank(row.bank),
      { id: row.basis, ...named(BASIS, row.basis) },
      row.asOf,
      row.announced.cases,
      row.announced.yen,
      row.announced.banks,
      figure(row.ours.cases),
      figure(row.ours.yen),
      row.announced.banks === null ? null : row.ours.banks,
      { id: verdict, ...VERDICTS[verdict] },
      row.precisionYen,
      row.publisher,
    ],
  }
}

function claimsTable(differing: readonly Compared[], names: Names): Table {
  const all = differing.flatMap(row => row.claims.map(claim => ({ row, claim })))
  const rest = all.length - CLAIMS_SHOWN_MAX
  return {
    id: 'announced-claims',
    ja: '差を説明しうる申告',
    en: 'Claims that may explain the difference',
    columns: [
      { id: 'as_of', ja: '時点', en: 'as of', kind: 'time' },
      { id: 'claim', ja: '申告', en: 'claim', kind: 'text' },
      { id: 'provider', ja: '事業者', en: 'provider', kind: 'name' },
      { id: 'bank', ja: '銀行', en: 'bank', kind: 'name' },
      { id: 'yen', ja: '額', en: 'amount', kind: 'yen' },
      { id: 'status', ja: '状態', en: 'status', kind: 'name' },
      { id: 'channel', ja: '申告元', en: 'channel', kind: 'name' },
      { id: 'why', ja: '理由', en: 'why', kind: 'name' },
    ],
    rows: all.slice(0, CLAIMS_SHOWN_MAX).map(({ row, claim }) => ({ cells: claimCells(row, claim, names) })),
    empty: { ja: '差を説明する申告は台帳にありません。', en: 'No claim of the ledger explains it.' },
    note: {
      ja: `公表者がどの申告を数えたかは台帳からは分かりません。${rest > 0 ? `ほか${rest}件。` : ''}`,
      en: `Which claims a publisher counted, the ledger cannot know.${rest > 0 ? ` ${rest} more.` : ''}`,
    },
  }
}

function claimCells({ asOf }: Compared, claim: ClaimBehind, names: Names): Cell[] {
  return [
    asOf,
    claim.claim,
    names.provider(claim.provider),
    names.bank(claim.bank),
    claim.yen,
    { id: claim.status ?? '', ...named(STATUS, claim.status) },
    { id: claim.channel ?? '', ...named(CHANNEL, claim.channel) },
    { id: claim.why, ...named(WHY, claim.why) },
  ]
}
