import { TEXT_QUIET } from './colours.js'

/** The axis of days under a chart. */
export function dayAxis(days: readonly string[], isWide: boolean) {
  return {
    type: 'category' as const,
    data: days.map(dayLabel),
    axisTick: { show: false },
    axisLine: { lineStyle: { color: '#9aa3ad' } },
    axisLabel: { color: TEXT_QUIET, fontSize: 11, interval: everyNth(days.length, isWide) },
  }
}

/** `9/5` of `2020-09-05` */
function dayLabel(day: string): string {
  return `${Number(day.slice(5, 7))}/${Number(day.slice(8, 10))}`
}

/** How many labels to leave out, so that none touches the next. */
function everyNth(count: number, isWide: boolean): number {
  return Math.max(0, Math.ceil(count / (isWide ? 24 : 7)) - 1)
}
