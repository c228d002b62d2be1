import type { Microseconds } from '../../events/time.js'
import {
  afterStopText,
  bankText,
  momentText,
  providerText,
  type Tally,
  tallyText,
  totalText,
} from '../../ledger/wording.js'
import type { Names } from './names.js'
import type { DamageFigure, Figures, ProviderRow } from './rows.js'

/** A figure of one as-of time, in the announcements' own words. */
interface Sentence {
  readonly asOf: Microseconds
  readonly provider: string
  readonly text: string
}

/**
 * The damage as the announcements word it: `PayPayが17件・1,415,141円`; a provider with several banks in one sentence:
 * `Kyash: ゆうちょ銀行で3件・23万円、イオン銀行で1件・30万円`.
 */
export function damageSentences(figures: Figures, names: Names): Sentence[] {
  return sameProvider(figures.damage).map(group => {
    const [first] = group
    return { asOf: first.asOf, provider: first.provider, text: groupText(group, names) }
  })
}

type Group = [DamageFigure, ...DamageFigure[]]

function sameProvider(damage: readonly DamageFigure[]): Group[] {
  const groups: Group[] = []
  for (const figure of damage) {
    const last = groups.at(-1)
    if (last?.[0].provider === figure.provider && last[0].asOf === figure.asOf) last.push(figure)
    else groups.push([figure])
  }
  return groups
}

function groupText(group: Group, names: Names): string {
  const [figure] = group
  const provider = names.provider(figure.provider).ja
  if (figure.bank === null) return totalText(stated(figure))
  if (group.length === 1) return providerText(provider, stated(figure))
  return `${provider}: ${group.map(one => bankText(names.bank(one.bank ?? '').ja, stated(one))).join('、')}`
}

/** `新規口座登録停止日(9月10日0時)以降の被害は1件`; undefined where new links were not stopped. */
export function afterStop({ stoppedAt, casesAfterStop }: DamageFigure): string | undefined {
  return stoppedAt === null ? undefined : afterStopText(stoppedAt, casesAfterStop)
}

/** `17件・1,415,141円`, 調査中 or 未公表. */
export function figureText(figure: { cases: number | null; yen: number | null; state: Tally['state'] | null }): string {
  return tallyText(stated(figure))
}

/** A total has no state: the wording knows it by its absence. */
function stated<T extends { readonly state: Tally['state'] | null }>({ state, ...figure }: T) {
  return { ...figure, ...(state && { state }) }
}

/** Nobody published this figure: the fixtures made it up so that the published total comes out. */
export function isMadeUp({ provider, bank, cases }: ProviderRow, { announcements }: Figures): boolean {
  const isPublished = announcements.some(({ ours }) => ours.provider === provider && ours.bank === bank)
  return cases !== null && !isPublished
}

/** `9月16日8時55分頃`; 継続中 while the operation goes on. */
export function stopText({ stops }: ProviderRow, operation: string): string | undefined {
  const stop = stops.find(stop => stop.operation === operation)
  return stop && `${momentText(stop.since)}${stop.approximate ? '頃' : ''}`
}

/** `106 / 165 (64%)`; the share is cut, never rounded up. */
export function shareText(part: number, whole: number): string {
  return whole === 0 ? `${part} / ${whole}` : `${part} / ${whole} (${Math.floor((100 * part) / whole)}%)`
}

/** `0.0%`, one decimal, cut. */
export function percentText(part: number, whole: number): string {
  return whole === 0 ? '–' : `${(Math.floor((1000 * part) / whole) / 10).toFixed(1)}%`
}

/** `09-16 08:55` or, with seconds, `09-16 08:55:03` in Japan. */
export function clockText(at: Microseconds, seconds = false): string {
  const wall = new Date(Math.floor(at / 1000) + 9 * 3_600_000).toISOString()
  return `${wall.slice(5, 10)} ${wall.slice(11, seconds ? 19 : 16)}`
}
