import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { charactersOf, fontFaces, slicesFor, slicesOf } from '../../report/fonts.js'
import { FONTS } from '../../report/report-page.js'

/**
 * The page with the slices of Noto Sans JP that its own characters need, so that it looks the same anywhere, without a
 * network and without a Japanese font. The font is under the SIL Open Font License 1.1, which allows this.
 */
export function withFonts(html: string): string {
  const folder = dirname(fileURLToPath(import.meta.resolve('@fontsource/noto-sans-jp/400.css')))
  const { all, bold } = charactersOf(html)
  const faces = [
    [400, all],
    [700, bold],
  ] as const
  const css = faces.map(([weight, text]) => {
    const slices = slicesOf(readFileSync(join(folder, `${weight}.css`), 'utf8'))
    return fontFaces(weight, slicesFor(text, slices), file => readFileSync(join(folder, 'files', file)))
  })
  return html.replace(FONTS, () => css.join('\n'))
}
