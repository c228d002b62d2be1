import type { EChartsOption } from 'echarts'
import { MONEY, SAVED, SEVERITY_COLOURS, TEXT, TEXT_QUIET } from './colours.js'
import { svgOf } from './svg.js'

/** How an account was drained: minutes are counted from the link. */
export interface DrainChart {
  readonly charges: readonly { readonly minutes: number; readonly yenSoFar: number; readonly label: string }[]
  readonly alerts: readonly { readonly minutes: number; readonly severity: string; readonly label: string }[]
  /** From the first alert on: what a hold would have kept. */
  readonly savedLabel: string
  readonly minutesLabel: string
}

const WIDE = { width: 1040, height: 330 }
/** Keeps a label readable where it crosses a line. */
const PLATE = { backgroundColor: 'rgba(255,255,255,0.85)', padding: [1, 3], borderRadius: 2 }
const NARROW = { width: 342, height: 330 }

/** Steps of the money gone, the alerts as lines at the moment they could be known, and what came after the first of them. */
export function drainChart(id: string, chart: DrainChart, shape: 'wide' | 'narrow'): string {
  return svgOf(`${id}-${shape}`, option(chart, shape === 'wide'), shape === 'wide' ? WIDE : NARROW)
}

function option(chart: DrainChart, isWide: boolean): EChartsOption {
  const lastMinute = Math.max(...chart.charges.map(({ minutes }) => minutes), ...chart.alerts.map(a => a.minutes))
  const end = Math.ceil(lastMinute * 1.12)
  const money = Math.max(...chart.charges.map(({ yenSoFar }) => yenSoFar))
  return {
    grid: { left: isWide ? 76 : 48, right: isWide ? 28 : 12, top: 34, bottom: 46 },
    xAxis: {
      type: 'value',
      min: 0,
      max: end,
      name: chart.minutesLabel,
      nameLocation: 'middle',
      nameGap: 28,
      nameTextStyle: { color: TEXT_QUIET, fontSize: 12 },
      axisLabel: { color: TEXT_QUIET, fontSize: 12 },
      splitLine: { show: false },
    },
    yAxis: {
      type: 'value',
      min: 0,
      max: Math.ceil((money * 1.1) / 100_000) * 100_000,
      interval: 100_000,
      axisLabel: {
        color: TEXT_QUIET,
        fontSize: 12,
        formatter: (yen: number) => (yen === 0 ? '0' : `${yen / 10_000}万`),
      },
      splitLine: { lineStyle: { color: '#e3e6ea' } },
    },
    series: [steps(chart, end, isWide), marks(chart, end)],
  }
}

function steps(chart: DrainChart, end: number, isWide: boolean) {
  const last = chart.charges.at(-1)
  return {
    type: 'line' as const,
    step: 'end' as const,
    lineStyle: { color: MONEY, width: 2.5 },
    itemStyle: { color: MONEY },
    symbol: 'circle',
    symbolSize: 8,
    label: { show: true, position: 'left' as const, distance: 7, color: TEXT, fontSize: isWide ? 13 : 11, ...PLATE },
    data: [
      { value: [0, 0], symbolSize: 8, label: { show: false } },
      ...chart.charges.map(charge => ({
        value: [charge.minutes, charge.yenSoFar],
        label: { formatter: charge.label },
      })),
      ...(last ? [{ value: [end, last.yenSoFar], symbolSize: 0, label: { show: false } }] : []),
    ],
  }
}

function marks({ alerts, savedLabel }: DrainChart, end: number) {
  const first = Math.min(...alerts.map(({ minutes }) => minutes))
  const area = [
    {
      xAxis: first,
      name: savedLabel,
      itemStyle: { color: SAVED },
      label: { position: 'insideBottomRight' as const, align: 'right' as const },
    },
    { xAxis: end },
  ] as const
  return {
    type: 'line' as const,
    data: [],
    markArea: {
      silent: true,
      label: { color: TEXT, fontSize: 12, fontWeight: 'bold' as const, lineHeight: 18, distance: 10 },
      data: alerts.length > 0 ? [[...area] as [(typeof area)[0], (typeof area)[1]]] : [],
    },
    markLine: {
      symbol: 'none',
      silent: true,
      data: alerts.map(alert => ({
        xAxis: alert.minutes,
        lineStyle: { color: SEVERITY_COLOURS[alert.severity] ?? TEXT, type: 'dashed' as const, width: 2 },
        label: { formatter: alert.label, color: SEVERITY_COLOURS[alert.severity] ?? TEXT, fontSize: 12 },
      })),
    },
  }
}
