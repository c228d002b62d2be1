import { type Counting, isCounted, type PublishedClaim, type Statement } from './publication.js'

/** Why a claim stands otherwise in a later statement, in the order in which causes are told; the first is the main one. */
export const CAUSES = {
  new: { ja: '新規', en: 'new' },
  'not-known-yet': { ja: '未申告の時点', en: 'not known yet' },
  gone: { ja: '記録から消えた', en: 'gone from the record' },
  excluded: { ja: '対象外', en: 'excluded' },
  readmitted: { ja: '対象外を取消', en: 'no longer excluded' },
  'basis-changed': { ja: '集計基準の違い', en: 'basis changed' },
  'channels-changed': { ja: '申告経路の違い', en: 'channels changed' },
  moved: { ja: '銀行・事業者の訂正', en: 'moved to another bank or provider' },
  'amount-corrected': { ja: '金額の訂正', en: 'amount corrected' },
  compensated: { ja: '補償', en: 'compensated' },
  'compensation-withdrawn': { ja: '補償の取消', en: 'compensation withdrawn' },
  'compensation-refused': { ja: '補償せず', en: 'compensation refused' },
  'paid-amount-changed': { ja: '補償額の変更', en: 'paid amount changed' },
  confirmed: { ja: '被害確認', en: 'confirmed' },
  unconfirmed: { ja: '被害確認の取消', en: 'no longer confirmed' },
  'status-changed': { ja: '申告の状態の変更', en: 'status changed' },
  'net-corrected': { ja: '防止・回収額の変更', en: 'prevented or recovered yen changed' },
  'stop-changed': { ja: '停止時刻の変更', en: 'stop of new links changed' },
  'channel-corrected': { ja: '申告経路の訂正', en: 'channel corrected' },
  'details-corrected': { ja: '内容の訂正', en: 'details corrected' },
  replaced: { ja: '同じIDの記録の差替え', en: 'record replaced under the same id' },
  'arrived-late': { ja: '遅れて到着', en: 'arrived late' },
} as const

export type Cause = keyof typeof CAUSES

type Test = (before: PublishedClaim, after: PublishedClaim) => boolean

const isPaid = ({ compensation }: PublishedClaim) => compensation === 'full' || compensation === 'partial'
const isRefused = ({ compensation }: PublishedClaim) => compensation === 'refused'
const differs =
  (...fields: readonly (keyof PublishedClaim)[]): Test =>
  (before, after) =>
    fields.some(field => JSON.stringify(before[field]) !== JSON.stringify(after[field]))

const isMoved = differs('provider', 'bank')
const details = differs('account', 'charges', 'occurredAt', 'occurredTo')

/** Each cause that two states of a claim tell by themselves. */
const TESTS: readonly (readonly [Cause, Test])[] = [
  ['excluded', (a, b) => a.status !== 'excluded' && b.status === 'excluded'],
  ['readmitted', (a, b) => a.status === 'excluded' && b.status !== 'excluded'],
  ['moved', isMoved],
  ['amount-corrected', differs('yen')],
  ['compensated', (a, b) => !isPaid(a) && isPaid(b)],
  ['compensation-withdrawn', (a, b) => isPaid(a) && !isPaid(b)],
  ['compensation-refused', (a, b) => !isRefused(a) && isRefused(b)],
  ['paid-amount-changed', (a, b) => isPaid(a) && isPaid(b) && a.paidYen !== b.paidYen],
  ['confirmed', (a, b) => a.status !== 'confirmed' && b.status === 'confirmed'],
  ['unconfirmed', (a, b) => a.status === 'confirmed' && isOpen(b)],
  ['status-changed', (a, b) => isOpen(a) && isOpen(b) && a.status !== b.status],
  ['net-corrected', differs('preventedYen', 'recoveredYen')],
  ['stop-changed', (a, b) => a.afterStop !== b.afterStop && !isMoved(a, b) && a.occurredAt === b.occurredAt],
  ['channel-corrected', differs('channel')],
  ['details-corrected', (a, b) => details(a, b) || (a.status === b.status && a.reason !== b.reason)],
]

function isOpen({ status }: PublishedClaim): boolean {
  return status === 'declared' || status === 'investigating'
}

/** One of the two is there. */
export interface Known {
  readonly before: PublishedClaim | undefined
  readonly after: PublishedClaim | undefined
}

interface Sides {
  readonly a: Statement
  readonly b: Statement
  readonly from: Counting
  readonly to: Counting
}

/** Why a claim that one of two statements counts stands otherwise in the later one; empty: it does not. */
export function causesOf({ before, after }: Known, { a, b, from, to }: Sides): Cause[] {
  if (!before || !after) {
    if (after) return isLate(a, undefined, after) ? ['new', 'arrived-late'] : ['new']
    return [before && before.firstRecordedAt > b.asOf ? 'not-known-yet' : 'gone']
  }
  const told = TESTS.filter(([, test]) => test(before, after)).map(([cause]) => cause)
  if (told.some(cause => cause !== 'stop-changed') && sameWords(before, after)) told.push('replaced')
  if (told.length > 0 && isLate(a, before, after)) told.push('arrived-late')
  return inOrder([...told, ...countingCauses(after, from, to)])
}

/** What the later statement would have counted on the basis of the earlier one, or the other way round. */
function countingCauses(after: PublishedClaim, from: Counting, to: Counting): Cause[] {
  const withChannels = { basis: from.basis, channels: to.channels }
  const causes: Cause[] = []
  if (isCounted(withChannels, after) !== isCounted(to, after) || paysOtherwise(after, from, to)) {
    causes.push('basis-changed')
  }
  if (isCounted(withChannels, after) !== isCounted(from, after)) causes.push('channels-changed')
  return causes
}

function paysOtherwise(after: PublishedClaim, from: Counting, to: Counting): boolean {
  const isOfPaid = from.basis === 'compensated' || to.basis === 'compensated'
  return from.basis !== to.basis && isOfPaid && isCounted(to, after) && after.paidYen !== after.yen
}

/** A word that is older than the earlier statement, which did not know it: it would have spoken otherwise. */
function isLate(a: Statement, before: PublishedClaim | undefined, after: PublishedClaim): boolean {
  const known = new Set(before?.words.map(keyOf))
  return after.words.some(word => word.eventAt <= a.asOf && !known.has(keyOf(word)))
}

function sameWords(before: PublishedClaim, after: PublishedClaim): boolean {
  return JSON.stringify(before.words) === JSON.stringify(after.words)
}

function keyOf({ id, eventAt }: { id: string; eventAt: number }): string {
  return `${eventAt} ${id}`
}

function inOrder(causes: readonly Cause[]): Cause[] {
  const order = Object.keys(CAUSES)
  return [...causes].sort((x, y) => order.indexOf(x) - order.indexOf(y))
}
