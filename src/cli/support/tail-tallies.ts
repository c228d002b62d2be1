import type { PublishedTally } from '../../events/outputs.js'
import { countText, tallyText, yenText } from '../../ledger/wording.js'
import type { Names } from '../demo/names.js'
import { onTerminal } from './broker-text.js'
import { clock, LINE_CHARACTERS, payloadOf } from './tail-words.js'

const BASES: Readonly<Record<PublishedTally['basis'], string>> = {
  declared: '申告',
  confirmed: '確認',
  compensated: '補償',
  excluded: '対象外',
  suspected: '要確認',
}

/** A tally, or the key of one that is gone. */
export type TallyNews = { readonly tally: PublishedTally } | { readonly gone: string }

/** Undefined: of another bank than was chosen. Throws an UnreadableError for what is no tally. */
export function tallyNews(key: Buffer | null, value: Buffer | null, bank?: string): TallyNews | undefined {
  const isOther = bank !== undefined && String(key).split('|')[1] !== bank
  if (isOther) return undefined
  return value === null ? { gone: String(key) } : { tally: payloadOf('tally', value) }
}

/** One line for people. */
export function tallyLine(news: TallyNews, names: Names): string {
  if ('gone' in news) return `${onTerminal(news.gone, LINE_CHARACTERS)}  is gone: no event names it any more\n`
  const { provider, bank, basis, as_of: asOf } = news.tally
  const rail = `${names.provider(provider).ja}×${names.bank(bank).ja}`
  const parts = [clock(asOf), rail, `${BASES[basis]} ${basis}`, figureText(news.tally)]
  return `${onTerminal(parts.join('  '), LINE_CHARACTERS)}\n`
}

/** `17件・1,415,141円`, 未公表, or 調査中 with what has been counted so far. */
function figureText(tally: PublishedTally): string {
  const { cases_so_far: cases, yen_so_far: yen } = tally
  const soFar = cases === null || yen === null ? '' : `(これまでに${countText(cases)}件・${yenText(yen)})`
  return tallyText(tally) + soFar
}
