import { alertsChart } from '../../src/report/alerts-chart.js'
import { drainChart } from '../../src/report/drain-chart.js'
import { svgOf } from '../../src/report/svg.js'

const MARKUP = '<script>alert("x")</script>&<img src=x>'

const alerts = (label: string) => ({
  days: ['2020-09-01', '2020-09-02'],
  rows: [{ label, note: label, series: [{ severity: 'high', values: [0, 3] }] }],
  marks: [{ day: '2020-09-02', label }],
})

const drain = (label: string) => ({
  charges: [{ minutes: 1, yenSoFar: 100_000, label }],
  alerts: [{ minutes: 1, severity: 'critical', label }],
  savedLabel: label,
  minutesLabel: label,
})

test.each(['wide', 'narrow'] as const)('texts of a %s chart are escaped', shape => {
  for (const svg of [alertsChart('a', alerts(MARKUP), shape), drainChart('b', drain(MARKUP), shape)]) {
    expect(svg).toContain('&lt;script&gt;')
    expect(svg).not.toMatch(/<script|<img/)
  }
})

test('an SVG inside a page needs no name space, style sheet or script', () => {
  const svg = alertsChart('a', alerts('登録'), 'wide')
  expect(svg).toMatch(/^<svg aria-hidden="true"/)
  expect(svg).not.toMatch(/http|xmlns|<style|ecmeta|class=/)
})

test('the bytes depend on the chart alone, not on what was drawn before', () => {
  const first = alertsChart('a', alerts('登録'), 'wide')
  svgOf('other', { title: { text: 'between' } }, { width: 100, height: 50 })
  expect(alertsChart('a', alerts('登録'), 'wide')).toBe(first)
})

test('ids of two charts on one page differ', () => {
  const ids = (svg: string) => [...svg.matchAll(/id="([^"]+)"/g)].map(([, id]) => id)
  const [first, second] = [drainChart('a', drain('x'), 'wide'), drainChart('b', drain('x'), 'wide')]
  expect(ids(first).filter(id => ids(second).includes(id))).toEqual([])
})

test('a day with one alert is drawn, a day without is not', () => {
  const bars = (values: number[]) => {
    const chart = {
      ...alerts('x'),
      marks: [],
      rows: [{ label: 'x', note: '', series: [{ severity: 'high', values }] }],
    }
    return alertsChart('a', chart, 'wide').match(/fill="#b3580a"/g)?.length ?? 0
  }
  expect([bars([0, 0]), bars([1, 0]), bars([1, 40])]).toEqual([0, 1, 2])
})

test.each(['wide', 'narrow'] as const)(
  'a long label of a %s chart is broken into lines, each of which has room',
  shape => {
    const long = 'Charged to the limit on both sides of the turn of the month, and once more after that'
    const chart = { ...alerts('月替わりをまたぐ上限までのチャージ'), marks: [] }
    const svg = alertsChart('a', { ...chart, rows: chart.rows.map(row => ({ ...row, note: long })) }, shape)
    const lines = [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text = '']) => text.trim())
    const ofLabel = lines.filter(line => line !== '' && long.includes(line))
    expect(ofLabel.join(' ')).toBe(long)
    expect(Math.max(...ofLabel.map(line => line.length))).toBeLessThan(70)
  },
)
