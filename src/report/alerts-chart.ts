import type { EChartsOption } from 'echarts'
import { SEVERITY_COLOURS, TEXT, TEXT_QUIET } from './colours.js'
import { svgOf } from './svg.js'

/** One row of the chart: a rule, and its alerts a day by severity. */
export interface AlertsRow {
  readonly label: string
  readonly note: string
  readonly series: readonly { readonly severity: string; readonly values: readonly number[] }[]
}

export interface AlertsChart {
  readonly days: readonly string[]
  /** What stands under the columns, where they are no days. */
  readonly labels?: readonly string[]
  readonly rows: readonly AlertsRow[]
  /** A day on which something changed, such as a stop. */
  readonly marks: readonly { readonly day: string; readonly label: string }[]
}

interface Layout {
  readonly width: number
  readonly left: number
  readonly right: number
  readonly rowHeight: number
  readonly barsHeight: number
  /** Longer labels are broken: they must not run into the bars, nor out of the chart. */
  readonly labelWidth: number
  /** From the top of a label to that of its bars. */
  readonly labelAbove: number
}

/** Without a page the chart library guesses how wide Latin letters are, and guesses too low. */
const LATIN = 0.88
const TOP = 26
const BOTTOM = 34
const WIDE: Layout = {
  width: 1040,
  left: 360,
  right: 24,
  rowHeight: 58,
  barsHeight: 40,
  labelWidth: 340,
  labelAbove: 4,
}
const NARROW: Layout = {
  width: 342,
  left: 4,
  right: 24,
  rowHeight: 108,
  barsHeight: 40,
  labelWidth: 320,
  labelAbove: 54,
}

/**
 * Small multiples: one strip a rule over the same days, all on one scale, so that rare rules keep a line of their own.
 * The wide one has its labels at the left, the narrow one above each strip.
 */
export function alertsChart(id: string, chart: AlertsChart, shape: 'wide' | 'narrow'): string {
  const layout = shape === 'wide' ? WIDE : NARROW
  const height = TOP + chart.rows.length * layout.rowHeight + BOTTOM
  return svgOf(`${id}-${shape}`, option(chart, layout), { width: layout.width, height })
}

function option(chart: AlertsChart, layout: Layout): EChartsOption {
  const { rows, days } = chart
  const max = Math.max(1, ...rows.flatMap(row => days.map((_day, index) => total(row, index))))
  const bottomOf = (row: number) => TOP + (row + 1) * layout.rowHeight
  return {
    title: rows.map((row, index) => label(row, bottomOf(index), layout)),
    grid: rows.map((_row, index) => ({
      left: layout.left,
      right: layout.right,
      top: bottomOf(index) - layout.barsHeight,
      height: layout.barsHeight,
    })),
    xAxis: rows.map((_row, index) => dayAxis(chart, index, index === rows.length - 1)),
    yAxis: rows.map((_row, index) => ({
      gridIndex: index,
      max,
      interval: max,
      position: 'right' as const,
      axisLabel: { color: TEXT_QUIET, fontSize: 11, showMinLabel: false },
      splitLine: { lineStyle: { color: '#e3e6ea' } },
    })),
    series: rows.flatMap((row, index) => bars(row, index, chart)),
  }
}

function total(row: AlertsRow, day: number): number {
  return row.series.reduce((sum, { values }) => sum + (values[day] ?? 0), 0)
}

function label(row: AlertsRow, bottom: number, { barsHeight, labelWidth, labelAbove }: Layout) {
  const fitted = (width: number) => ({ width, overflow: 'break' as const })
  return {
    text: row.label,
    subtext: row.note,
    left: 0,
    top: bottom - barsHeight - labelAbove,
    padding: 0,
    itemGap: 4,
    textStyle: { color: TEXT, fontSize: 13, fontWeight: 'bold' as const, ...fitted(labelWidth) },
    subtextStyle: { color: TEXT_QUIET, fontSize: 11.5, ...fitted(labelWidth * LATIN) },
  }
}

function dayAxis({ days, labels }: AlertsChart, index: number, isLast: boolean) {
  return {
    type: 'category' as const,
    gridIndex: index,
    data: [...(labels ?? days.map(day => `${Number(day.slice(5, 7))}/${Number(day.slice(8))}`))],
    axisTick: { show: false },
    axisLine: { lineStyle: { color: '#9aa3ad' } },
    axisLabel: { show: isLast, color: TEXT_QUIET, fontSize: 11, interval: labels ? 2 : 6, showMaxLabel: false },
  }
}

function bars(row: AlertsRow, index: number, { marks, days }: AlertsChart) {
  return row.series.map(({ severity, values }, nth) => ({
    type: 'bar' as const,
    name: severity,
    stack: `rule ${index}`,
    xAxisIndex: index,
    yAxisIndex: index,
    barCategoryGap: '15%',
    itemStyle: { color: SEVERITY_COLOURS[severity] ?? TEXT_QUIET },
    // A day with one alert must be seen beside a day with thirty.
    data: values.map(value => (value > 0 ? value : null)),
    barMinHeight: 3,
    ...(nth === 0 && { markLine: markLine(marks, days, index === 0) }),
  }))
}

function markLine(marks: AlertsChart['marks'], days: readonly string[], withLabel: boolean) {
  return {
    symbol: 'none',
    silent: true,
    lineStyle: { color: '#5b6570', type: 'dashed' as const, width: 1 },
    data: marks.map(mark => ({
      xAxis: days.indexOf(mark.day),
      label: { show: withLabel, formatter: mark.label, color: TEXT, fontSize: 11, align: 'right' as const },
    })),
  }
}
