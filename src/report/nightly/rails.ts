import type { Row, Section, Table } from '../table.js'
import { ADOPTION, type Names, named } from './names.js'
import type { Nightly } from './nightly.js'
import type { RailRow } from './rows.js'

/** Yen within the first hour of a link beyond so many times the median day are marked. */
const MARKED_TIMES = 3
/** Less than this is a customer or two, whatever the median. */
const MARKED_YEN_MIN = 100_000

/** Section 5: the rails, whatever the ledger says about them. */
export function railsSection(nightly: Nightly, names: Names): Section {
  return {
    id: 'rails',
    ja: '連携の状況(事業者×銀行)',
    en: 'Rails: provider × bank',
    blocks: [
      { table: railsTable(nightly, names) },
      { table: leaksTable(nightly) },
      { table: launchesTable(nightly, names) },
    ],
  }
}

function railsTable({ rails }: Nightly, names: Names): Table {
  return {
    id: 'rails',
    ja: '24時間の登録と初回1時間の額',
    en: 'New links, and yen within an hour of the first link, in 24 hours',
    columns: [
      { id: 'provider', ja: '事業者', en: 'provider', kind: 'name' },
      { id: 'bank', ja: '銀行', en: 'bank', kind: 'name' },
      { id: 'new_links', ja: '新規登録', en: 'new links', kind: 'count' },
      { id: 'first_hour_yen', ja: '初回1時間の額', en: 'first-hour yen', kind: 'yen' },
      { id: 'baseline_yen', ja: '平常(28日の中央値)', en: 'median of 28 days', kind: 'yen' },
      { id: 'baseline_days', ja: '平常の日数', en: 'days', kind: 'count', isForPrograms: true },
      { id: 'two_factor', ja: '2要素認証', en: 'two-factor', kind: 'name' },
      { id: 'links', ja: '登録口座数', en: 'registered links', kind: 'count' },
    ],
    rows: [...rails]
      .sort((a, b) => b.newLinks - a.newLinks || b.firstHourYen - a.firstHourYen)
      .map(row => railRow(row, names)),
    empty: { ja: '連携の記録はありません。', en: 'No rail is recorded.' },
    note: {
      ja: `平常の${MARKED_TIMES}倍を超え、${MARKED_YEN_MIN / 10_000}万円以上の行は赤。平常は7日分に満たなければ「不明」。額は口座の最初の登録から1時間以内に成功したチャージ。`,
      en: `Red: more than ${MARKED_TIMES} times the median day, and ${MARKED_YEN_MIN} yen or more. With fewer than 7 days there is no baseline. Yen: charges that succeeded within an hour of an account's first link.`,
    },
  }
}

function railRow(row: RailRow, names: Names): Row {
  const isHigh =
    row.baselineYen !== null && row.firstHourYen >= MARKED_YEN_MIN && row.firstHourYen > MARKED_TIMES * row.baselineYen
  return {
    ...(isHigh && { tone: 'alarm' as const }),
    cells: [
      names.provider(row.provider),
      names.bank(row.bank),
      row.newLinks,
      row.firstHourYen,
      row.baselineYen ?? { unknown: 'unknown' },
      row.baselineDays,
      { id: row.adoption, ...named(ADOPTION, row.adoption) },
      row.links ?? { unknown: 'unknown' },
    ],
  }
}

function leaksTable({ leaks }: Nightly): Table {
  return {
    id: 'leaks',
    ja: '流出リスト',
    en: 'Lists of stolen identities',
    columns: [
      { id: 'list', ja: 'リスト', en: 'list', kind: 'text' },
      { id: 'known_at', ja: '判明', en: 'became known', kind: 'time' },
      { id: 'taken_from', ja: '流出の始まり', en: 'taken from', kind: 'time' },
      { id: 'identities', ja: '件数', en: 'identities', kind: 'count' },
      { id: 'accounts', ja: '該当口座', en: 'accounts', kind: 'count' },
      { id: 'claims', ja: 'うち申告', en: 'declared claims', kind: 'count' },
    ],
    rows: leaks.map(row => ({
      cells: [row.list, row.knownAt, row.takenFrom ?? { unknown: 'unknown' }, row.identities, row.accounts, row.claims],
    })),
    empty: { ja: '基準時刻までに判明した流出リストはありません。', en: 'No list has become known.' },
    note: {
      ja: 'リストに載っていることは、被害を意味しません。',
      en: 'Being on a list is no verdict: most of those listed are never robbed.',
    },
  }
}

function launchesTable({ rails }: Nightly, names: Names): Table {
  return {
    id: 'launches',
    ja: '7日以内に始まった連携',
    en: 'Rails that began within 7 days',
    columns: [
      { id: 'provider', ja: '事業者', en: 'provider', kind: 'name' },
      { id: 'bank', ja: '銀行', en: 'bank', kind: 'name' },
      { id: 'first_link_at', ja: '最初の登録', en: 'first link', kind: 'time' },
      { id: 'new_links', ja: '24時間の新規登録', en: 'new links', kind: 'count' },
    ],
    rows: rails
      .filter(({ isLaunch }) => isLaunch)
      .map(row => ({ cells: [names.provider(row.provider), names.bank(row.bank), row.firstLinkAt, row.newLinks] })),
    empty: { ja: '新しく始まった連携はありません。', en: 'No rail began.' },
  }
}
