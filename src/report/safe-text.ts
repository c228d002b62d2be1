/** Characters that nobody sees and that change what others see: controls, and marks of direction, width and language. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/gu

/** The same text with every unseen character named: `[U+202E]` for a mark that turns the direction of what follows. */
export function safeText(text: string): string {
  return text.replace(
    UNSEEN,
    character => `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`,
  )
}

/** Every text inside a value made safe; keys stay as they are. */
export function safeValue<T>(value: T): T {
  if (typeof value === 'string') return safeText(value) as T
  if (Array.isArray(value)) return value.map(safeValue) as T
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, safeValue(inner)])) as T
}

/** What a spreadsheet would take for a formula, in half and full width; a space before it does not help. */
const FORMULA = /^[\s\u3000]*[=+\-@\uff0b\uff0d\uff1d\uff20|%]/

/** A text as a spreadsheet's cell: what could be a formula begins with an apostrophe (OWASP, CSV injection). */
export function spreadsheetText(text: string): string {
  const safe = safeText(text)
  return FORMULA.test(safe) ? `'${safe}` : safe
}

/** A text inside a cell of a Markdown table: nothing in it is markup. */
export function markdownText(text: string): string {
  return safeText(text)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/[\\`*_[\]{}#|!~]/g, '\\$&')
}
