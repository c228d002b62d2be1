import type { Microseconds } from '../events/time.js'
import type { Basis } from './basis.js'
import type { Counting, PublishedCell, Statement } from './publication.js'
import { afterStopText, bankText, countText, momentText, providerText, tallyText, totalText } from './wording.js'

/** Names for people, in Japanese. */
export interface JapaneseNames {
  provider(id: string): string
  bank(code: string): string
}

export const BASIS_WORDS: Readonly<Record<Basis, { readonly ja: string; readonly en: string }>> = {
  declared: { ja: '被害申告', en: 'declared' },
  confirmed: { ja: '被害確認', en: 'confirmed' },
  compensated: { ja: '補償', en: 'compensated' },
  excluded: { ja: '対象外', en: 'excluded' },
  suspected: { ja: '要確認', en: 'suspected' },
}

const CHANNELS: Readonly<Record<string, string>> = {
  bank: '銀行',
  provider: '事業者',
  'own-detection': '自社検知',
  police: '警察',
}

/** So many banks of a provider are told with their total first. */
const BANKS_WITHOUT_TOTAL_MAX = 3

/** What the figures of one provider, or of all, add up to; null where no cell is known. */
export interface Sum {
  readonly cases: number | null
  readonly yen: number | null
  readonly banks: number | null
  readonly unknownCells: number
}

type KnownCell = PublishedCell & { readonly cases: number; readonly yen: number }

/** As `damage_by_provider`: known cells only. */
export function sumOf(cells: readonly PublishedCell[]): Sum {
  const known = cells.filter(isKnown)
  const unknownCells = cells.length - known.length
  if (known.length === 0) return { cases: null, yen: null, banks: null, unknownCells }
  const add = (field: 'cases' | 'yen') => known.reduce((sum, cell) => sum + cell[field], 0)
  const banks = new Set(known.filter(({ cases }) => cases > 0).map(({ bank }) => bank)).size
  return { cases: add('cases'), yen: add('yen'), banks, unknownCells }
}

/**
 * The text of a publication, ready to be read out: for each basis one paragraph, for each provider the sentences of
 * wording.ts. Where it corrects another, the figures that changed stand first.
 */
export function publicationText(statement: Statement, names: JapaneseNames, corrected?: Statement): string {
  const head = [
    `即時振替サービスの不正利用 ${momentText(statement.asOf)}時点`,
    `公表名: ${statement.name}`,
    ...(corrected ? correctionLines(statement, corrected, names) : []),
  ]
  const paragraphs = statement.countings.map(counting => paragraph(statement, counting, names).join('\n'))
  return `${[head.join('\n'), ...paragraphs].join('\n\n')}\n`
}

/** `被害申告(申告経路: 銀行・警察)` */
export function countingText({ basis, channels }: Counting): string {
  const { ja } = BASIS_WORDS[basis]
  return channels === null ? ja : `${ja}(申告経路: ${channels.map(channel => CHANNELS[channel] ?? channel).join('・')})`
}

function paragraph(statement: Statement, counting: Counting, names: JapaneseNames): string[] {
  const cells = statement.cells.filter(({ basis }) => basis === counting.basis)
  const note = counting.basis === 'suspected' ? '。被害には数えない' : ''
  const providers = byProvider(cells).filter(
    ([, own]) => counting.basis !== 'suspected' || own.some(cell => (cell.cases ?? 0) > 0),
  )
  return [
    `■ ${countingText(counting)}${note}`,
    ...providers.flatMap(([provider, own]) => providerLines(names.provider(provider), own, statement.asOf, names)),
    sumLine(sumOf(cells), statement.asOf),
  ]
}

function sumLine(sum: Sum, asOf: Microseconds): string {
  const rest = sum.unknownCells > 0 ? `。調査中・未公表の${countText(sum.unknownCells)}区分は含まない` : ''
  return `合計 ${totalText({ ...sum, asOf })}${rest}`
}

/** Most cases first; then those that are looked into, then those of which nothing is known. */
function byProvider(cells: readonly PublishedCell[]): [string, PublishedCell[]][] {
  const rank = (own: readonly PublishedCell[]) =>
    sumOf(own).cases ?? (own.some(({ state }) => state === 'investigating') ? -1 : -2)
  return [...grouped(cells, ({ provider }) => provider)].sort(([, a], [, b]) => rank(b) - rank(a))
}

function providerLines(name: string, cells: readonly PublishedCell[], asOf: Microseconds, names: JapaneseNames) {
  const known = cells.filter(isKnown).sort((a, b) => b.cases - a.cases || b.yen - a.yen || (a.bank < b.bank ? -1 : 1))
  const [first, ...others] = known
  if (!first) return [unknownLine(name, cells, names)]
  const figures = known.map(cell => bankText(names.bank(cell.bank), cell)).join('、')
  const hasTotal = known.length > BANKS_WITHOUT_TOTAL_MAX
  return [
    ...(hasTotal ? [`${name} ${totalText({ ...sumOf(cells), asOf })}`, `  ${figures}`] : []),
    ...(!hasTotal && others.length > 0 ? [`${name}: ${figures}`] : []),
    ...(others.length === 0 ? [`${providerText(name, first)}(${names.bank(first.bank)})`] : []),
    ...restLines(cells),
    ...stopLines(known, names),
  ]
}

/** `PayPalは未公表(ゆうちょ銀行)` */
function unknownLine(name: string, cells: readonly PublishedCell[], names: JapaneseNames): string {
  const texts = [...grouped(cells, ({ state }) => state)].map(([state, group]) => {
    const banks =
      group.length > BANKS_WITHOUT_TOTAL_MAX ? [`${group.length}行`] : group.map(cell => names.bank(cell.bank))
    return `${tallyText({ state, cases: null, yen: null })}(${banks.join('、')})`
  })
  return `${name}は${texts.join('、')}`
}

/** Banks of a provider that has figures elsewhere. */
function restLines(cells: readonly PublishedCell[]): string[] {
  const rest = cells.filter(cell => !isKnown(cell))
  const texts = [...grouped(rest, ({ state }) => state)].map(
    ([state, group]) => `${tallyText({ state, cases: null, yen: null })}${group.length}行`,
  )
  return texts.length > 0 ? [`  ほかに${texts.join('、')}`] : []
}

/** One sentence for each moment of a stop; with the banks where there are several. */
function stopLines(known: readonly KnownCell[], names: JapaneseNames): string[] {
  const stops = [...grouped(known.filter(isStopped), ({ stoppedAt }) => stoppedAt)]
  return stops.map(([stoppedAt, cells]) => {
    const where = stops.length > 1 ? `${cells.map(({ bank }) => names.bank(bank)).join('、')}: ` : ''
    return `  ${where}${afterStopText(
      stoppedAt,
      cells.reduce((sum, cell) => sum + cell.casesAfterStop, 0),
    )}`
  })
}

function isStopped(cell: KnownCell): cell is KnownCell & { stoppedAt: number; casesAfterStop: number } {
  return cell.stoppedAt !== null && cell.casesAfterStop !== null
}

/** `訂正: sep15 被害申告 NTTドコモ 143件・2,676万円 → 144件・2,686万円`; one line where no figure of a provider changed. */
function correctionLines(statement: Statement, corrected: Statement, names: JapaneseNames): string[] {
  const changed = statement.countings.flatMap(counting => {
    const [olds, news] = [corrected, statement].map(
      ({ cells }) => new Map(byProvider(cells.filter(({ basis }) => basis === counting.basis))),
    ) as [Map<string, PublishedCell[]>, Map<string, PublishedCell[]>]
    return [...new Set([...olds.keys(), ...news.keys()])].sort().flatMap(provider => {
      const [was, is] = [olds, news].map(all => tallyText(statedSum(all.get(provider) ?? [])))
      return was === is ? [] : [`  ${BASIS_WORDS[counting.basis].ja} ${names.provider(provider)} ${was} → ${is}`]
    })
  })
  return [
    `訂正: ${corrected.name}を訂正する`,
    ...(changed.length > 0 ? changed : ['  事業者ごとの件数と額に変わりはない']),
  ]
}

function statedSum(cells: readonly PublishedCell[]) {
  const isUnderWay = cells.some(({ state }) => state === 'investigating')
  return { ...sumOf(cells), state: isUnderWay ? ('investigating' as const) : ('undisclosed' as const) }
}

function isKnown(cell: PublishedCell): cell is KnownCell {
  return cell.cases !== null && cell.yen !== null
}

function grouped<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>()
  for (const item of items) {
    const group = groups.get(keyOf(item))
    if (group) group.push(item)
    else groups.set(keyOf(item), [item])
  }
  return groups
}
