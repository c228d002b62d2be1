import type { Counting, PublishedCell, Statement } from '../../ledger/publication.js'
import { CAUSES, type Cause } from '../../ledger/publication-causes.js'
import type {
  CellCause,
  CellChange,
  ColumnDiff,
  Move,
  PublicationDiff,
  Share,
  Standing,
} from '../../ledger/publication-diff.js'
import { BASIS_WORDS, countingText, type JapaneseNames, sumOf } from '../../ledger/publication-text.js'
import { countText, momentText, tallyText, yenText } from '../../ledger/wording.js'
import { tableText } from './table.js'

const CELL_CAUSES: Readonly<Record<CellCause, string>> = {
  appeared: '区分の追加 (rail newly named)',
  vanished: '区分の消滅 (rail no longer named)',
  state: '調査の開始・終了 (inquiry opened or closed)',
  stop: '停止時刻の変更 (stop of new links)',
  links: '登録口座数の変更 (links)',
  suspicions: '要確認の変更 (alerts or claims)',
}

/** Causes of a total alone. */
const INQUIRIES: Readonly<Record<string, string>> = {
  'inquiry-opened': '調査開始により合計から除外 (inquiry opened)',
  'inquiry-closed': '調査終了により合計に算入 (inquiry closed)',
}

const REASONS: Readonly<Record<string, string>> = {
  'own-use': '本人利用',
  relative: '親族の利用',
  duplicate: '重複',
  other: 'その他',
}

/** The tables of `report --diff` for people: every cell that changed, every claim that moved, and why. */
export function diffText(a: Statement, b: Statement, diff: PublicationDiff, names: JapaneseNames): string {
  const head = `${a.name} (${momentText(a.asOf)}時点) → ${b.name} (${momentText(b.asOf)}時点)\n`
  const sections = diff.columns.map(column => columnText(a, b, column, names))
  const onlyA = diff.dropped.map(counting => `${a.name}だけにある基準 (only there): ${countingText(counting)}\n`)
  const onlyB = diff.added.map(counting => `${b.name}だけにある基準 (only there): ${countingText(counting)}\n`)
  return [head, ...sections, ...onlyA, ...onlyB].join('\n')
}

function columnText(a: Statement, b: Statement, column: ColumnDiff, names: JapaneseNames): string {
  const { from, to, cells, moves, shares } = column
  const title = `■ ${titleOf(from)}${titleOf(from) === titleOf(to) ? '' : ` → ${titleOf(to)}`}`
  const [was, is] = [totalOf(a, from), totalOf(b, to)]
  const parts = [
    `${title}\n合計 (total): ${was} → ${is}${shares.length > 0 ? `\n内訳 (why): ${sharesText(shares)}` : ''}\n`,
  ]
  if (cells.length > 0) {
    parts.push(`変わった区分 (cells that changed): ${cells.length}\n${cellTable(cells, names)}`)
  }
  if (moves.length > 0) {
    parts.push(`動いた申告 (claims that moved): ${moves.length}\n${moveTable(moves, names)}`)
  }
  return parts.length === 1 && was === is ? `${parts[0]}変わりはない (nothing changed)\n` : parts.join('')
}

function titleOf(counting: Counting): string {
  return `${countingText(counting)} (${BASIS_WORDS[counting.basis].en})`
}

function totalOf({ cells }: Statement, { basis }: Counting): string {
  const sum = sumOf(cells.filter(cell => cell.basis === basis))
  return sum.banks === null ? tallyText(sum) : `${tallyText(sum)}(${countText(sum.banks)}行)`
}

function cellTable(cells: readonly CellChange[], names: JapaneseNames): string {
  const rows = cells.map(cell => [
    `${names.provider(cell.provider)} × ${names.bank(cell.bank)}`,
    cellText(cell.before),
    cellText(cell.after),
    [...cell.causes.map(cause => CELL_CAUSES[cause]), sharesText(cell.shares), othersText(cell)]
      .filter(text => text !== '')
      .join('、'),
  ])
  return tableText(['区分 (cell)', '前 (before)', '後 (after)', '理由 (why)'], rows)
}

/** During an open inquiry also the figures so far. */
function cellText(cell: PublishedCell | null): string {
  if (!cell) return '–'
  const { casesSoFar, yenSoFar } = cell
  const soFar = casesSoFar && yenSoFar !== null ? `(これまで${countText(casesSoFar)}件・${yenText(yenSoFar)})` : ''
  return `${tallyText(cell)}${soFar}`
}

/** What of the cell differs where cases and yen do not. */
function othersText({ before, after, fields }: CellChange): string {
  return before && after && cellText(before) === cellText(after) ? `項目 (fields): ${fields.join(', ')}` : ''
}

/** `新規 +4件 +64万円、対象外 -1件 -18万円` */
function sharesText(shares: readonly Share[]): string {
  return shares.map(shareText).join('、')
}

function shareText({ cause, count, cases, yen }: Share): string {
  const figures = [
    ...(cases === 0 ? [] : [`${signed(cases, countText)}件`]),
    ...(yen === 0 ? [] : [signed(yen, yenText)]),
  ]
  const changes = figures.length > 0 ? figures.join(' ') : `${countText(count)}件(増減なし)`
  const word = cause in INQUIRIES ? INQUIRIES[cause] : CAUSES[cause as Cause].ja
  return `${word} ${changes}`
}

function signed(value: number, text: (value: number) => string): string {
  return `${value > 0 ? '+' : ''}${text(value)}`
}

function moveTable(moves: readonly Move[], names: JapaneseNames): string {
  const rows = moves.map(move => [
    move.claim,
    standingText(move.from, names),
    standingText(move.to, names),
    move.causes.map(cause => causeText(cause, move)).join('、'),
  ])
  return tableText(['申告 (claim)', '前 (before)', '後 (after)', '理由 (cause)'], rows)
}

function standingText(standing: Standing | null, names: JapaneseNames): string {
  if (!standing) return '–'
  const { provider, bank, status, yen } = standing
  return `${names.provider(provider)} × ${names.bank(bank)} ${yenText(yen)} ${status}`
}

/** `対象外: 本人利用 (excluded: own-use)` */
function causeText(cause: Cause, { now }: Move): string {
  const { ja, en } = CAUSES[cause]
  const reason = cause === 'excluded' ? now?.reason : undefined
  return reason ? `${ja}: ${REASONS[reason] ?? reason} (${en}: ${reason})` : `${ja} (${en})`
}
