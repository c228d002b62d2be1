import { type Outcome, refuse } from '../dead-letter.js'

/**
 * 記号 and 番号 of a ゆうちょ 総合口座 (`10010-12345671`), as branch and account number of 10 digits (`0081234567`): the branch
 * is the second and third digit of the 記号 and an 8, the number is the 番号 without its last digit. Source: ゆうちょ銀行,
 * 「記号番号から振込用の店名・預金種目・口座番号への変換」. A 振替口座 (記号 that begins with 0) is refused.
 */
export function yuchoAccount(text: string): Outcome<string> {
  const digits = text.normalize('NFKC').replace(/[\s\-‐−ー]/g, '')
  const match = /^1(\d{2})\d0(\d{1,7})1$/.exec(digits)
  if (!match) return refuse('mapping', 'not 記号 (5 digits, 1 first, 0 last) and 番号 (up to 8 digits, 1 last)')
  const [, branch, number = ''] = match
  return { ok: true, value: `${branch}8${number.padStart(7, '0')}` }
}
