import type { EChartsOption } from 'echarts'
import { jstClock, MICROS, type Microseconds } from '../events/time.js'
import { MONEY, SEVERITY_COLOURS, TEXT, TEXT_QUIET } from './colours.js'
import { svgOf } from './svg.js'

/** The steps of one wallet in order of time: links, charges with their yen, alerts, stops. */
export interface Campaign {
  readonly startAt: Microseconds
  readonly steps: readonly {
    readonly stepAt: Microseconds
    readonly kind: 'link' | 'charge' | 'alert' | 'stop'
    readonly yen: number
  }[]
}

const WIDE = { width: 1040, height: 340 }
const NARROW = { width: 342, height: 320 }
const MARKS = [
  { kind: 'link', name: '最初の登録', which: 'first', colour: TEXT_QUIET },
  { kind: 'alert', name: '最初の警報', which: 'first', colour: SEVERITY_COLOURS.high ?? TEXT },
  { kind: 'stop', name: '停止', which: 'first', colour: '#2f7d4f' },
  { kind: 'charge', name: '最後の被害', which: 'last', colour: SEVERITY_COLOURS.critical ?? TEXT },
] as const

/** The money gone, as steps, and the moments between which it went. Times are hours from the first step. */
export function campaignChart(id: string, chart: Campaign, shape: 'wide' | 'narrow'): string {
  return svgOf(`${id}-${shape}`, option(chart, shape === 'wide'), shape === 'wide' ? WIDE : NARROW)
}

function option({ startAt, steps }: Campaign, isWide: boolean): EChartsOption {
  const hours = (at: Microseconds) => (at - startAt) / MICROS.hour
  const end = Math.max(0.5, ...steps.filter(({ kind }) => kind !== 'stop').map(({ stepAt }) => hours(stepAt))) * 1.15
  return {
    grid: { left: isWide ? 64 : 46, right: isWide ? 40 : 16, top: 26 + 18 * MARKS.length, bottom: 30 },
    xAxis: {
      type: 'value',
      min: 0,
      max: end,
      axisLabel: {
        color: TEXT_QUIET,
        fontSize: 11,
        hideOverlap: true,
        showMaxLabel: false,
        formatter: (hour: number) => momentLabel(startAt + hour * MICROS.hour, end < 72),
      },
      splitNumber: isWide ? 8 : 3,
      splitLine: { show: false },
    },
    yAxis: {
      type: 'value',
      min: 0,
      axisLabel: {
        color: TEXT_QUIET,
        fontSize: 11,
        formatter: (yen: number) => (yen === 0 ? '0' : `${yen / 10_000}万`),
      },
      splitLine: { lineStyle: { color: '#e3e6ea' } },
    },
    series: [{ ...loss(steps, hours, end), markLine: marks(steps, hours, end) }],
  }
}

function loss(steps: Campaign['steps'], hours: (at: Microseconds) => number, end: number) {
  let sum = 0
  const points = steps
    .filter(({ kind }) => kind === 'charge')
    .map(({ stepAt, yen }) => {
      sum += yen
      return [hours(stepAt), sum]
    })
  return {
    type: 'line' as const,
    step: 'end' as const,
    symbol: 'circle',
    symbolSize: 5,
    lineStyle: { color: MONEY, width: 2.5 },
    itemStyle: { color: MONEY },
    data: [[0, 0], ...points, [end, sum]],
  }
}

/** Each label on a line of its own, so that moments minutes apart can be told. */
function marks(steps: Campaign['steps'], hours: (at: Microseconds) => number, end: number) {
  const data = MARKS.flatMap(({ kind, name, which, colour }, line) => {
    const mine = steps.filter(step => step.kind === kind)
    const step = which === 'first' ? mine[0] : mine.at(-1)
    if (step === undefined) return []
    // A stop that came weeks later would press the rest into one line: it stands at the edge, with an arrow.
    const x = Math.max(0, Math.min(hours(step.stepAt), end * 0.99))
    const beyond = hours(step.stepAt) > end * 0.99 ? ' →' : ''
    return [
      {
        xAxis: x,
        lineStyle: { color: colour, type: 'dashed' as const, width: 1.5 },
        label: {
          formatter: `${name} ${momentLabel(step.stepAt, true)}${beyond}`,
          color: colour,
          fontSize: 11.5,
          distance: 4 + 18 * line,
          align: x < end * 0.3 ? ('left' as const) : x > end * 0.7 ? ('right' as const) : ('center' as const),
        },
      },
    ]
  })
  return { symbol: 'none', silent: true, data }
}

/** `9/5` or `9/5 14:03` in Japan. */
function momentLabel(at: Microseconds, withTime: boolean): string {
  const wall = jstClock(at).toISOString()
  const day = `${Number(wall.slice(5, 7))}/${Number(wall.slice(8, 10))}`
  return withTime ? `${day} ${wall.slice(11, 16)}` : day
}
