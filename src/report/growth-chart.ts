import type { EChartsOption } from 'echarts'
import { MONEY, SEVERITY_COLOURS, TEXT_QUIET } from './colours.js'
import { dayAxis } from './day-axis.js'
import { svgOf } from './svg.js'

/** What each day added to each basis, and the days of which others announced figures, or we published ours. */
export interface GrowthChart {
  readonly days: readonly string[]
  readonly rows: readonly { readonly day: string; readonly basis: string; readonly yen: number }[]
  readonly announced: readonly string[]
  readonly published: readonly string[]
}

const WIDE = { width: 1040, height: 320 }
const NARROW = { width: 342, height: 300 }
/** Pale, so that the damage stays the foremost of the chart. */
const PUBLISHED = '#d9a441'
const LINES = [
  { basis: 'declared', name: '申告 declared', colour: MONEY, type: 'solid' },
  { basis: 'confirmed', name: '確認 confirmed', colour: SEVERITY_COLOURS.critical ?? MONEY, type: 'dashed' },
  { basis: 'compensated', name: '補償 compensated', colour: '#2f7d4f', type: 'dotted' },
] as const

/** One line of steps a basis. They may fall: a claim that is excluded is taken away again. */
export function growthChart(id: string, chart: GrowthChart, shape: 'wide' | 'narrow'): string {
  return svgOf(`${id}-${shape}`, option(chart, shape === 'wide'), shape === 'wide' ? WIDE : NARROW)
}

function option(chart: GrowthChart, isWide: boolean): EChartsOption {
  const { days } = chart
  return {
    legend: {
      top: 0,
      left: 0,
      itemWidth: 22,
      itemHeight: 8,
      textStyle: { color: TEXT_QUIET, fontSize: isWide ? 12 : 10.5 },
    },
    grid: { left: isWide ? 64 : 52, right: 12, top: 40, bottom: 28 },
    xAxis: dayAxis(days, isWide),
    yAxis: {
      type: 'value',
      axisLabel: { color: TEXT_QUIET, fontSize: 11, formatter: manLabel },
      splitLine: { lineStyle: { color: '#e3e6ea' } },
    },
    series: LINES.map((line, nth) => ({
      type: 'line' as const,
      step: 'end' as const,
      name: line.name,
      symbol: 'none',
      lineStyle: { color: line.colour, width: 2.5, type: line.type },
      itemStyle: { color: line.colour },
      data: cumulated(chart, line.basis),
      ...(nth === 0 && { markLine: marks(chart) }),
    })),
  }
}

function cumulated({ days, rows }: GrowthChart, basis: string): number[] {
  let sum = 0
  return days.map(day => {
    for (const row of rows) if (row.day === day && row.basis === basis) sum += row.yen
    return sum
  })
}

/** A day with both has both lines: the dashes of the announcement lie on the line of the publication, which is wider. */
function marks({ days, announced, published }: GrowthChart) {
  const lines = (marked: readonly string[], lineStyle: object) =>
    [...new Set(marked)].sort().map(day => ({ xAxis: days.indexOf(day), lineStyle }))
  return {
    symbol: 'none',
    silent: true,
    label: { show: false },
    data: [
      ...lines(published, { color: PUBLISHED, type: 'solid', width: 3 }),
      ...lines(announced, { color: '#5b6570', type: 'dashed', width: 1 }),
    ],
  }
}

function manLabel(yen: number): string {
  return yen === 0 ? '0' : `${String(yen / 10_000).replace(/\B(?=(\d{3})+(?=\.|$))/g, ',')}万`
}
