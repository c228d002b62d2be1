import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { charactersOf, FONTS, fontFaces, slicesFor, slicesOf } from '../../report/fonts.js'

/**
 * The page with the slices of Noto Sans JP that its own characters need, so that it looks the same anywhere, without a
 * network and without a Japanese font. The font is under the SIL Open Font License 1.1, which allows this.
 */
export function withFonts(html: string): string {
  const { all, bold } = charactersOf(html)
  return html.replace(FONTS, () => `${facesOf(400, all)}\n${facesOf(700, bold)}`)
}

/**
 * The page with the same slices in the regular weight alone, which the browser emboldens: for a page whose style sheet
 * takes the Japanese fonts of Mac and Windows first.
 */
export function withSpareFont(html: string): string {
  return html.replace(FONTS, () => facesOf(400, charactersOf(html).all))
}

function facesOf(weight: number, text: string): string {
  const folder = dirname(fileURLToPath(import.meta.resolve('@fontsource/noto-sans-jp/400.css')))
  const slices = slicesOf(readFileSync(join(folder, `${weight}.css`), 'utf8'))
  return fontFaces(weight, slicesFor(text, slices), file => readFileSync(join(folder, 'files', file)))
}
