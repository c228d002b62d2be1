/** The cells of a record that need no parser, and the text from the first one on that does; undefined where none does. */
export interface PlainCells {
  readonly cells: string[]
  readonly rest: string | undefined
}

/** What the parser takes for the end of a row, or passes over. */
const ODD = /^\s|[\r\n]/

/**
 * Cells before the first quote of a record are what stands between the separators. The parser looks at every sign of a text
 * by itself, which takes a third of the time that a provider's file is read in; this leaves it the quoted cells alone.
 */
export function plainCells(text: string, separator: string): PlainCells {
  const quote = text.indexOf('"')
  const start = quote === -1 ? text.length + 1 : text.lastIndexOf(separator, quote) + 1
  const plain = text.slice(0, Math.max(0, start - 1))
  if (start === 0 || ODD.test(plain)) return { cells: [], rest: text }
  return { cells: plain.split(separator), rest: quote === -1 ? undefined : text.slice(start) }
}
