import {
  afterStopText,
  bankText,
  type CellState,
  countText,
  momentText,
  providerText,
  totalText,
} from '../../ledger/wording.js'
import { type Names, operationsText } from '../../report/nightly/names.js'
import type { Nightly } from '../../report/nightly/nightly.js'
import type { DamageRow, StopRow } from '../../report/nightly/rows.js'

/** A provider with more banks than these is told as one total with its number of banks, as the announcements do. */
const BANKS_NAMED_MAX = 3
/** A bank with fewer providers needs no list of states. */
const PROVIDERS_LISTED_MIN = 3

/** The damage and the stops in the sentence forms of the announcements, one a line, ready to publish. */
export function wordingOf(nightly: Nightly, names: Names): string[] {
  return [
    ...providersInOrder(nightly).flatMap(provider => providerSentences(provider, nightly, names)),
    ...stateSentences(nightly, names),
    ...nightly.stops.filter(({ resumedAt }) => resumedAt === null).map(stop => stopSentence(stop, names)),
  ]
}

/** As the damage table orders them: most cases first, the unknown ones last. */
function providersInOrder({ totals }: Nightly): string[] {
  return totals
    .filter(({ level, basis }) => level === 'provider' && basis === 'declared')
    .sort((a, b) => (b.cases ?? -1) - (a.cases ?? -1) || (b.yen ?? 0) - (a.yen ?? 0))
    .flatMap(({ provider }) => provider ?? [])
}

function providerSentences(provider: string, nightly: Nightly, names: Names): string[] {
  const cells = nightly.damage.filter(row => row.provider === provider && row.basis === 'declared')
  const counted = cells.filter(({ cases }) => (cases ?? 0) > 0).sort((a, b) => (b.cases ?? 0) - (a.cases ?? 0))
  const name = names.provider(provider).ja
  const after = afterStopSentence(provider, name, nightly)
  if (counted.length > BANKS_NAMED_MAX) return [`${name}: ${totalSentence(provider, nightly)}`, ...after]
  if (counted.length > 1) return [`${name}: ${counted.map(row => bankSentence(row, names)).join('、')}`, ...after]
  const [only] = counted
  if (only !== undefined) return [`${names.bank(only.bank).ja}では${providerText(name, only)}`, ...after]
  return [providerText(name, { state: stateOf(cells), ...zeroOf(cells) })]
}

/** Nobody counted a case: 0 only where every cell was looked into. */
function zeroOf(cells: readonly DamageRow[]) {
  const isKnown = cells.length > 0 && cells.every(({ cases }) => cases !== null)
  return isKnown ? { cases: 0, yen: 0 } : { cases: null, yen: null }
}

function stateOf(cells: readonly DamageRow[]): CellState {
  return cells.some(({ state }) => state === 'investigating') ? 'investigating' : 'undisclosed'
}

function bankSentence(row: DamageRow, names: Names): string {
  return bankText(names.bank(row.bank).ja, row)
}

/** `9月15日0時時点 143件(11行) 2,676万円` */
function totalSentence(provider: string, { totals, asOf }: Nightly): string {
  const total = totals.find(row => row.level === 'provider' && row.basis === 'declared' && row.provider === provider)
  return totalText({ asOf, cases: total?.cases ?? null, yen: total?.yen ?? null, banks: total?.banks ?? null })
}

/** Of the earliest stop of new links at any of the provider's banks. */
function afterStopSentence(provider: string, name: string, { stops, totals }: Nightly): string[] {
  const [first] = stops.filter(stop => stop.provider === provider && stop.operations.includes('register'))
  const total = totals.find(row => row.level === 'provider' && row.basis === 'declared' && row.provider === provider)
  if (first === undefined) return []
  const text = afterStopText(first.since, total?.casesAfterStop ?? null)
  return [`${name}: ${first.approximate ? text.replace(')以降', '頃)以降') : text}`]
}

/** `ゆうちょ銀行: 12社のうち4社で確認; 停止4社・継続8社; 2要素認証未導入8事業者(PayPay、…)` */
function stateSentences({ damage, stops, rails }: Nightly, names: Names): string[] {
  const banks = [...new Set(rails.map(({ bank }) => bank))].sort()
  return banks.flatMap(bank => {
    const here = rails.filter(rail => rail.bank === bank)
    if (here.length < PROVIDERS_LISTED_MIN) return []
    const declared = damage.filter(row => row.bank === bank && row.basis === 'declared')
    const reported = declared.filter(({ cases }) => cases !== null)
    // Where nobody has looked, a sentence about nobody's cases would read as if there were none.
    if (reported.length === 0) return []
    const confirmed = reported.filter(({ cases }) => (cases ?? 0) > 0)
    const isStopped = (provider: string) =>
      stops.some(stop => stop.provider === provider && (stop.bank === bank || stop.bank === '*') && !stop.resumedAt)
    const stopped = here.filter(({ provider }) => isStopped(provider)).length
    const without = here.filter(({ adoption }) => adoption === 'not-adopted')
    const list =
      without.length === 0 ? '' : `(${without.map(({ provider }) => names.provider(provider).ja).join('、')})`
    return [
      `${names.bank(bank).ja}: ${countText(here.length)}社のうち${countText(confirmed.length)}社で申告を確認・${countText(declared.length - reported.length)}社は未公表または調査中; ` +
        `停止${countText(stopped)}社・継続${countText(here.length - stopped)}社; ` +
        `2要素認証未導入${countText(without.length)}事業者${list}`,
    ]
  })
}

/** `PayPay: ゆうちょ銀行の新規口座登録・チャージを9月16日9時から一時停止` */
function stopSentence({ provider, bank, operations, since, approximate }: StopRow, names: Names): string {
  const where = bank === '*' ? '全行' : names.bank(bank).ja
  const when = `${momentText(since)}${approximate ? '頃' : ''}`
  return `${names.provider(provider).ja}: ${where}の${operationsText(operations).ja}を${when}から一時停止`
}
