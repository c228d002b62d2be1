import { type EChartsOption, init } from 'echarts'

export interface Size {
  readonly width: number
  readonly height: number
}

/**
 * A chart as an SVG element to stand inside HTML. What only a script or a stand-alone file would need is taken out, and
 * ids begin with `id`, so that several charts live on one page and the bytes depend on the option alone. Texts are escaped.
 */
export function svgOf(id: string, option: EChartsOption, { width, height }: Size): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height })
  try {
    chart.setOption({ animation: false, ...option })
    return forHtml(id, chart.renderToSVGString())
  } finally {
    chart.dispose()
  }
}

function forHtml(id: string, svg: string): string {
  return svg
    .replace(/<style >[\s\S]*?<\/style>/g, '')
    .replace(/ (?:xmlns(?::xlink)?|version|baseProfile|ecmeta_\w+|class)="[^"]*"/g, '')
    .replace(/\bzr\d+-/g, `${id}-`)
    .replace('<svg ', '<svg aria-hidden="true" focusable="false" ')
    .replace(/\n+/g, '\n')
}
