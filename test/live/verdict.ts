import { outputTopics } from '../../src/events/topics.js'
import { readTopics, type TopicRow } from '../support/kafka-reader.js'
import type { LiveWorld } from './world.js'

/** What is on the output topics, as Kafka's own client reads what is committed. */
export interface Published {
  /** Every record's number in the order of publication, over all topics. */
  readonly sequence: readonly number[]
  /** Whether the numbers of each partition rise. */
  readonly inOrder: boolean
  /** Payloads of the alerts that are open by the newest record of their keys, as a sorted text. */
  readonly alerts: string
  /** The newest tally of each key, by key, as `cellsOf` gives those of an export. */
  readonly tallies: Readonly<Record<string, Cell>>
  /** Reason and hash of each dead letter. */
  readonly deadLetters: readonly string[]
}

export async function published(world: LiveWorld): Promise<Published> {
  const all = await readTopics(
    world.brokers,
    Object.values(outputTopics).map(topic => world.prefix + topic),
  )
  const rows = new Map(Object.keys(outputTopics).map((name, i) => [name, all[i] ?? []]))
  return {
    sequence: all.flatMap(records => records.map(numberOf)).sort((a, b) => a - b),
    inOrder: all.every(isRising),
    alerts: openAlerts([...(rows.get('alerts') ?? []), ...(rows.get('shadowAlerts') ?? [])]),
    tallies: newestTallies(rows.get('tallies') ?? []),
    deadLetters: (rows.get('deadLetters') ?? []).map(({ headers }) =>
      [headers['banken.reason'], headers['banken.sha256']].join(' '),
    ),
  }
}

/** 1, 2, 3 … as many as there are: nothing is missing and nothing there twice. */
export function gapless(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i + 1)
}

function numberOf({ headers }: TopicRow): number {
  return Number(headers.ce_sequence)
}

function isRising(rows: readonly TopicRow[]): boolean {
  return rows.every((row, i) => {
    const before = rows[i - 1]
    return before === undefined || before.partition !== row.partition || numberOf(before) < numberOf(row)
  })
}

function newest(rows: readonly TopicRow[]): Map<string, string | null> {
  return new Map(rows.map(({ key, value }) => [String(key), value && String(value)]))
}

/** Payloads of the alerts that are open by the newest record of their keys, as a sorted text. */
export function openAlerts(rows: readonly TopicRow[]): string {
  const open = [...newest(rows)].filter(([, value]) => value !== null && JSON.parse(value).status === 'open')
  return open
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, value]) => `${value}\n`)
    .join('')
}

function newestTallies(rows: readonly TopicRow[]): Record<string, Cell> {
  const cells = [...newest(rows)].filter(([, value]) => value !== null)
  return Object.fromEntries(cells.map(([key, value]) => [key, cellOf(JSON.parse(String(value)))]))
}

/** The figures of a tally as text by column; `as_of`, which tells when a cell changed last, is left out. */
type Cell = Readonly<Record<string, string>>

function cellOf(row: Readonly<Record<string, unknown>>): Cell {
  const { as_of: _, ...figures } = row
  return Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, value === null ? '' : String(value)]))
}

/** The cells of `tallies.csv`, by the key that they have on the topic. */
export function cellsOf(csv: string): Record<string, Cell> {
  const [header = '', ...lines] = csv.trim().split('\n')
  const names = header.split(',')
  const rows = lines.map(line => Object.fromEntries(line.split(',').map((text, i) => [names[i], text])))
  return Object.fromEntries(rows.map(row => [`${row.provider}|${row.bank}|${row.basis}`, cellOf(row)]))
}
