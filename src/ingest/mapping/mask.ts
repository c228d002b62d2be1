import type { Json } from '../decode-json.js'

/** `keep` shows short codes as they are; `shape` shows 9 for digits, A for letters, あ for kana and kanji; `hide` nothing. */
export type Mask = 'keep' | 'shape' | 'hide'

const HIDDEN = '•'
const TEXT_LENGTH_MAX = 60
const CODE = /^[A-Za-z0-9_.:-]{1,40}$/
/** Units behind a number are no part of a name. */
const UNIT_OR_LETTER = /(?<=9)([億万千円年月日時分秒])|(?<=9[億万千])(円)|[\p{L}\p{M}]/gu
const LONG_NUMBER = /\d{4}/

/** `2020/09/16` is `9999/99/99`: enough to see what is wrong with a text, and nothing of what it said. */
export function shapeOf(text: string): string {
  const short = text.length > TEXT_LENGTH_MAX ? `${text.slice(0, TEXT_LENGTH_MAX)}…` : text
  return short
    .replace(/\p{Nd}/gu, '9')
    .replace(/[A-Za-zＡ-Ｚａ-ｚ]/g, 'A')
    .replace(UNIT_OR_LETTER, (letter, unit, yen) => unit ?? yen ?? (letter === 'A' ? 'A' : 'あ'))
    .replace(/[^\x20-\x7eあ…億万千円年月日時分秒]/g, '?')
}

/** A text that may be a code and not an identifier: short, plain, and without a long number in it. */
function isCode(text: string): boolean {
  return CODE.test(text) && !LONG_NUMBER.test(text)
}

export interface Masks {
  /** By path with dots. What is not in it is hidden, for nobody has said what it is. */
  readonly byPath: ReadonlyMap<string, Mask>
  /** Texts that the mapping itself names, such as the keys of its tables: shown wherever they stand. */
  readonly known: ReadonlySet<string>
  /** Keys that the mapping names; others are shown only where they look like a name of a field. */
  readonly keys: ReadonlySet<string>
}

/** A record with its values masked, as a dead letter keeps it. */
export function masked(value: unknown, masks: Masks, path = ''): unknown {
  if (value === null || value === undefined) return null
  if (Array.isArray(value)) return value.map(item => masked(item, masks, path))
  if (typeof value !== 'object') return maskedText(String(value), masks, path)
  const entries = Object.entries(value as Json)
  return Object.fromEntries(entries.map(([key, inner]) => maskedEntry(key, inner, masks, path)))
}

function maskedEntry(key: string, value: unknown, masks: Masks, path: string): [string, unknown] {
  const shown = masks.keys.has(key) || isCode(key) ? key : HIDDEN
  return [shown, masked(value, masks, path === '' ? key : `${path}.${key}`)]
}

function maskedText(text: string, { byPath, known }: Masks, path: string): string {
  if (known.has(text)) return text
  const mask = byPath.get(path) ?? 'hide'
  if (mask === 'hide') return HIDDEN
  return mask === 'keep' && isCode(text) ? text : shapeOf(text)
}
