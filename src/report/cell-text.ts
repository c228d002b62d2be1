import { JST_OFFSET, jstClock, MICROS, type Microseconds } from '../events/time.js'
import { type Bilingual, type Cell, type Column, isUnknown, type Unknown } from './table.js'

const UNKNOWN: Readonly<Record<Unknown['unknown'], Bilingual>> = {
  undisclosed: { ja: '未公表', en: 'not published' },
  investigating: { ja: '調査中', en: 'under investigation' },
  unknown: { ja: '不明', en: 'unknown' },
}

const SEVERITIES: Readonly<Record<string, Bilingual>> = {
  critical: { ja: '重大', en: 'critical' },
  high: { ja: '高', en: 'high' },
  medium: { ja: '中', en: 'medium' },
  low: { ja: '低', en: 'low' },
  info: { ja: '情報', en: 'info' },
}

/** A cell as people read it, in both languages. */
export function cellText(cell: Cell, { kind }: Column): Bilingual {
  if (cell === null) return same('–')
  if (isUnknown(cell)) return UNKNOWN[cell.unknown]
  if (typeof cell === 'object') return { ja: cell.ja, en: cell.en }
  if (kind === 'severity') return SEVERITIES[cell] ?? same(String(cell))
  return same(typeof cell === 'number' ? numberText(cell, kind) : cell)
}

function same(text: string): Bilingual {
  return { ja: text, en: text }
}

function numberText(value: number, kind: Column['kind']): string {
  if (kind === 'yen') return manText(value)
  if (kind === 'rate') return grouped(value.toFixed(2))
  if (kind === 'share') return shareText(value)
  if (kind === 'time') return timeText(value)
  return grouped(String(value)).replace('-', '−')
}

/** Percent, cut off. What is less than a tenth of one is not nothing. */
export function shareText(share: number): string {
  return share > 0 && share < 0.001 ? '0.1%未満' : `${(Math.floor(share * 1000) / 10).toFixed(1)}%`
}

/** 万円, cut off: 1,415,141 yen is `141`. What is less than one 万円 is not nothing. */
export function manText(yen: number): string {
  const man = Math.floor(Math.abs(yen) / 10_000)
  const sign = yen < 0 ? '−' : ''
  if (yen !== 0 && man === 0) return `${sign}1未満`
  return `${sign}${grouped(String(man))}`
}

function grouped(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+(?=\.|$))/g, ',')
}

/** `2020-09-16 08:55` on the clock in Japan; the last microsecond of a day is its 24:00. */
export function timeText(at: Microseconds): string {
  const endsDay = (at + 1 + JST_OFFSET) % MICROS.day === 0
  const wall = jstClock(at).toISOString()
  return endsDay ? `${wall.slice(0, 10)} 24:00` : `${wall.slice(0, 10)} ${wall.slice(11, 16)}`
}

/** `2020-09-16` in Japan. */
export function dayText(at: Microseconds): string {
  return timeText(at).slice(0, 10)
}
