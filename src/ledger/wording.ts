import { JST_OFFSET, MICROS, type Microseconds } from '../events/time.js'

/**
 * The sentences in which Japanese newspapers and providers give damage figures. No figure is rounded and none is
 * invented: what is not known is worded 未公表 or 調査中, never 0.
 */
export type CellState = 'reported' | 'investigating' | 'undisclosed'

/** What a row of `damage` or of a total says; a total has no state. */
export interface Tally {
  readonly state?: CellState
  readonly cases: number | null
  readonly yen: number | null
}

/** A total with its as-of time, and how many banks have a case. */
export interface TotalTally extends Tally {
  readonly asOf: Microseconds
  readonly banks: number | null
}

/** `1,415,141` */
export function countText(count: number): string {
  if (!Number.isSafeInteger(count)) throw new RangeError(`not a whole number that a double holds exactly: ${count}`)
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** Whole yen in the coarsest of 万円, 万千円 and 円 that loses nothing: `23万円`, `49万8千円`, `1,415,141円`. */
export function yenText(yen: number): string {
  if (yen < 0) return `-${yenText(-yen)}`
  if (yen === 0 || yen % 1_000 !== 0) return `${countText(yen)}円`
  const man = Math.floor(yen / 10_000)
  const thousands = (yen % 10_000) / 1_000
  return `${man > 0 ? `${countText(man)}万` : ''}${thousands > 0 ? `${thousands}千` : ''}円`
}

function isKnown<T extends Tally>(tally: T): tally is T & { cases: number; yen: number } {
  return tally.cases !== null && tally.yen !== null
}

/** 調査中 during an open inquiry, else 未公表. */
function unknownText(tally: Tally): string {
  return tally.state === 'investigating' ? '調査中' : '未公表'
}

/** `17件・1,415,141円`, 調査中 or 未公表. */
export function tallyText(tally: Tally): string {
  return isKnown(tally) ? `${countText(tally.cases)}件・${yenText(tally.yen)}` : unknownText(tally)
}

/** `PayPayが17件・1,415,141円`; `PayPalは未公表` */
export function providerText(provider: string, tally: Tally): string {
  return `${provider}${isKnown(tally) ? 'が' : 'は'}${tallyText(tally)}`
}

/** `ゆうちょ銀行で3件・23万円`; `ゆうちょ銀行では調査中` */
export function bankText(bank: string, tally: Tally): string {
  return `${bank}${isKnown(tally) ? 'で' : 'では'}${tallyText(tally)}`
}

/** `9月15日0時時点 143件(11行) 2,676万円`; the banks are left out where they are not known. */
export function totalText(total: TotalTally): string {
  if (!isKnown(total)) return `${momentText(total.asOf)}時点 ${unknownText(total)}`
  const banks = total.banks === null ? '' : `(${countText(total.banks)}行)`
  return `${momentText(total.asOf)}時点 ${countText(total.cases)}件${banks} ${yenText(total.yen)}`
}

/**
 * A moment in Japan: `9月15日0時`, `9月16日8時55分`; the last microsecond of a day is its `24時`, as in the contract. Parts
 * of a second are left out.
 */
export function momentText(at: Microseconds): string {
  const endsDay = (at + 1 + JST_OFFSET) % MICROS.day === 0
  const wall = new Date(Math.floor((at + JST_OFFSET) / 1_000))
  const day = `${wall.getUTCMonth() + 1}月${wall.getUTCDate()}日`
  if (endsDay) return `${day}24時`
  const seconds = wall.getUTCSeconds() > 0 ? `${wall.getUTCSeconds()}秒` : ''
  const minutes = wall.getUTCMinutes() > 0 || seconds ? `${wall.getUTCMinutes()}分` : ''
  return `${day}${wall.getUTCHours()}時${minutes}${seconds}`
}

/** `新規口座登録停止日(9月10日0時)以降の被害は1件`; without a figure, 調査中 or 未公表 in its place. */
export function afterStopText(stoppedAt: Microseconds, casesAfterStop: number | null, state?: CellState): string {
  const figure =
    casesAfterStop === null
      ? unknownText({ cases: null, yen: null, ...(state && { state }) })
      : `${countText(casesAfterStop)}件`
  return `新規口座登録停止日(${momentText(stoppedAt)})以降の被害は${figure}`
}
