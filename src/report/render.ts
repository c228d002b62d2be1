import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Eta } from 'eta'

/**
 * Fills `page.eta` of a folder of `pipelines/reports/` with data and its `page.css`. Everything that the template prints
 * with `<%= %>` is escaped; only the style sheet and charts that `svgOf` made may stand in `<%~ %>`.
 */
export function renderPage(folder: string, data: object): string {
  const eta = new Eta({ views: folder, autoEscape: true, autoTrim: [false, 'nl'], cache: false })
  const css = readFileSync(join(folder, 'page.css'), 'utf8')
  return eta.render('./page', { ...data, css }).replace(/\n{2,}/g, '\n')
}
