/**
 * How a line leaves the quotes of its record, which it finds open or not: `closed`, `open`, or `broken` where text stands
 * behind a closing quote. As the parser sees it: a quote opens at the start of a cell only, spaces before it or not; one
 * in the middle of a cell is a sign like others.
 */
export function quotesAfter(text: string, separator: string, wasOpen: boolean): 'closed' | 'open' | 'broken' {
  let inside = wasOpen ? 0 : openingFrom(text, 0, separator)
  while (inside !== -1) {
    const closing = closingFrom(text, inside)
    if (closing === -1) return 'open'
    const behind = nonSpaceFrom(text, closing + 1, separator)
    if (behind === text.length) return 'closed'
    if (text[behind] !== separator) return 'broken'
    inside = openingFrom(text, behind + 1, separator)
  }
  return 'closed'
}

/** Behind the next quote that opens a cell, from the start of a cell on; -1 where there is none. */
function openingFrom(text: string, from: number, separator: string): number {
  let cell = from
  for (let quote = text.indexOf('"', cell); quote !== -1; quote = text.indexOf('"', cell)) {
    const start = text.lastIndexOf(separator, quote) + 1
    if (text.slice(Math.max(start, cell), quote).trim() === '') return quote + 1
    const end = text.indexOf(separator, quote)
    if (end === -1) return -1
    cell = end + 1
  }
  return -1
}

/** The quote that ends the cell, for a doubled one is a sign of it; -1 where the line has none. */
function closingFrom(text: string, from: number): number {
  let quote = text.indexOf('"', from)
  while (quote !== -1 && text[quote + 1] === '"') quote = text.indexOf('"', quote + 2)
  return quote
}

function nonSpaceFrom(text: string, from: number, separator: string): number {
  let at = from
  while (at < text.length && text[at] !== separator && /\s/.test(text[at] ?? '')) at += 1
  return at
}
