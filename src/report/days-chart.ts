import type { EChartsOption } from 'echarts'
import { MONEY, SEVERITY_COLOURS, TEXT_QUIET } from './colours.js'
import { dayAxis } from './day-axis.js'
import { svgOf } from './svg.js'

/** Claims a day: when the damage began, and when it was reported. */
export interface DaysChart {
  readonly days: readonly string[]
  readonly occurred: readonly number[]
  readonly reported: readonly number[]
}

const WIDE = { width: 1040, height: 300 }
const NARROW = { width: 342, height: 280 }
const REPORTED = SEVERITY_COLOURS.high ?? TEXT_QUIET

/** Bars up for the day of occurrence, bars down for the day of report, on one scale. */
export function daysChart(id: string, chart: DaysChart, shape: 'wide' | 'narrow'): string {
  return svgOf(`${id}-${shape}`, option(chart, shape === 'wide'), shape === 'wide' ? WIDE : NARROW)
}

function option({ days, occurred, reported }: DaysChart, isWide: boolean): EChartsOption {
  const max = Math.max(1, ...occurred, ...reported)
  return {
    legend: { top: 0, left: 0, itemWidth: 14, itemHeight: 10, textStyle: { color: TEXT_QUIET, fontSize: 12 } },
    grid: { left: 36, right: 8, top: 34, bottom: 28 },
    xAxis: dayAxis(days, isWide),
    yAxis: {
      type: 'value',
      min: -max,
      max,
      axisLabel: { color: TEXT_QUIET, fontSize: 11, formatter: (count: number) => String(Math.abs(count)) },
      splitLine: { lineStyle: { color: '#e3e6ea' } },
    },
    series: [
      { type: 'bar', stack: 'claims', name: '発生日 occurred', itemStyle: { color: MONEY }, data: [...occurred] },
      {
        type: 'bar',
        stack: 'claims',
        name: '報告日 reported',
        itemStyle: { color: REPORTED },
        data: reported.map(count => -count),
      },
    ],
  }
}
