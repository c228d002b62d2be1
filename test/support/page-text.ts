/** A page without the bytes of its fonts, in whose letters anything may stand. */
export function pageText(html: string): string {
  return html.replace(/base64,[\w+/=]+/g, '')
}

/** The Japanese characters of a page's body which no font inside it can draw. */
export function undrawn(html: string): string[] {
  const ranges = [...html.matchAll(/unicode-range:([^;}]+)/g)].flatMap(([, text = '']) => text.split(',').map(rangeOf))
  const japanese = new Set(html.slice(html.indexOf('<body')).match(/[\u3040-\u30ff\u4e00-\u9fff]/g))
  if (japanese.size === 0) throw new Error('a page without Japanese shows nothing')
  return [...japanese].filter(character => {
    const point = character.codePointAt(0) ?? 0
    return !ranges.some(([first, last]) => point >= first && point <= last)
  })
}

function rangeOf(text: string): readonly [number, number] {
  const [first = '', last = first] = text.trim().replace(/^U\+/i, '').split('-')
  return [Number.parseInt(first, 16), Number.parseInt(last, 16)]
}
