import type { Parsed } from '../../events/time.js'

const GROUPED = /(?<![\d,])\d{1,3}(?:,\d{3})+(?![\d,])/g
const UNITS = /^(?:(\d+)億)?(?:(\d+)万)?(?:(\d+)千)?(\d+)?$/
const PLAIN = /^\d{1,15}$/
const DIGITS_MAX = 15
const SCALES = [100_000_000, 10_000, 1_000, 1] as const

/**
 * Reads a whole number as people write amounts: `1,415,141円`, `49万8千円`, `2,676万円`, `￥1,000`, full-width digits. A
 * JSON number must be whole. Works on integers alone, never on a fraction.
 */
export function parseAmount(value: string | number): Parsed<number> {
  if (typeof value === 'number') {
    return Number.isSafeInteger(value) ? { ok: true, value } : bad('an amount with decimals; yen are whole')
  }
  if (PLAIN.test(value)) return { ok: true, value: Number(value) }
  const text = value
    .normalize('NFKC')
    .replace(/\s/g, '')
    .replace(/^[¥\\]/, '')
    .replace(/[円件]$/, '')
  if (/^[-−△▲(]/.test(text)) return bad('a negative amount')
  if (/^[\d,]+\.\d*$/.test(text)) return bad('an amount with decimals; yen are whole')
  const plain = text.replace(GROUPED, digits => digits.replaceAll(',', ''))
  const match = UNITS.exec(plain)
  if (!match || plain === '') return bad('not an amount such as 1,000 · 1,000円 · 49万8千円')
  return summed(match.slice(1))
}

function summed(groups: readonly (string | undefined)[]): Parsed<number> {
  let sum = 0
  let above = Number.POSITIVE_INFINITY
  for (const [i, group] of groups.entries()) {
    if (group === undefined) continue
    const scale = SCALES[i] as number
    const part = Number(group) * scale
    if (group.length > DIGITS_MAX || part > Number.MAX_SAFE_INTEGER) return bad('an amount beyond all money')
    if (part >= above) return bad('an amount whose parts overlap')
    sum += part
    above = scale
  }
  return { ok: true, value: sum }
}

function bad(why: string): { ok: false; why: string } {
  return { ok: false, why }
}
