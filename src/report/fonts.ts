/** Where the style sheet of a page leaves room for its fonts. */
export const FONTS = '/*fonts*/'

/** One slice of a font: the characters that it can draw. */
export interface Slice {
  /** File name inside the font's package. */
  readonly file: string
  readonly ranges: string
  readonly from: readonly (readonly [number, number])[]
}

/** The slices that a style sheet of @fontsource lists, by their unicode-range. */
export function slicesOf(css: string): Slice[] {
  const faces = css.matchAll(
    /@font-face\s*\{[^}]*?url\(\.\/files\/([^)]+\.woff2)\)[^}]*?unicode-range:\s*([^;]+);[^}]*\}/g,
  )
  return [...faces].map(([, file = '', ranges = '']) => ({ file, ranges, from: ranges.split(',').map(rangeOf) }))
}

function rangeOf(text: string): readonly [number, number] {
  const [first = '', last = first] = text.trim().replace(/^U\+/i, '').split('-')
  return [Number.parseInt(first, 16), Number.parseInt(last, 16)]
}

/** The slices that a text needs, each once, in their own order. */
export function slicesFor(text: string, slices: readonly Slice[]): Slice[] {
  const points = [...new Set(text)].map(character => character.codePointAt(0) ?? 0)
  return slices.filter(({ from }) =>
    points.some(point => from.some(([first, last]) => point >= first && point <= last)),
  )
}

const BOLD = /<(h[1-4]|th|strong|dt|caption|b)\b[^>]*>([\s\S]*?)<\/\1>|<text\b[^>]*font-weight[^>]*>([\s\S]*?)<\/text>/g

/** The characters of a page, and those among them that its style sheet sets in bold. */
export function charactersOf(html: string): { all: string; bold: string } {
  const body = html.slice(html.indexOf('<body'))
  const bold = [...body.matchAll(BOLD)].map(([, , inner = '', text = '']) => withoutTags(inner + text)).join('')
  return { all: distinct(withoutTags(body)), bold: distinct(bold) }
}

function withoutTags(html: string): string {
  return html.replace(/<[^>]*>/g, '')
}

function distinct(text: string): string {
  return [...new Set(text)].sort().join('')
}

/** `@font-face` rules that hold their files as base64, so that the page needs nothing else. */
export function fontFaces(weight: number, slices: readonly Slice[], read: (file: string) => Uint8Array): string {
  return slices
    .map(({ file, ranges }) => {
      const data = Buffer.from(read(file)).toString('base64')
      return `@font-face{font-family:"Noto Sans JP";font-style:normal;font-weight:${weight};src:url(data:font/woff2;base64,${data}) format("woff2");unicode-range:${ranges}}`
    })
    .join('\n')
}
