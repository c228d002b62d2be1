import type { Microseconds } from '../events/time.js'

/** A text in both languages; one that is the same in both is shown once. */
export interface Bilingual {
  readonly ja: string
  readonly en: string
}

/** Somebody with an id and names: a provider, a bank, a rule. */
export interface Named extends Bilingual {
  readonly id: string
}

/** A figure that is not known, and why. It is never 0. */
export interface Unknown {
  readonly unknown: 'undisclosed' | 'investigating' | 'unknown'
}

/**
 * What a column holds: `text`; `name` (a Named, or a Bilingual); `count`; `yen` (whole yen; 万円, cut off, where people
 * read it); `rate` (two decimals); `share` (a part of 1, in percent, cut); `time` (microseconds); `severity` (its word).
 */
type Kind = 'text' | 'name' | 'count' | 'yen' | 'rate' | 'share' | 'time' | 'severity'

export interface Column extends Bilingual {
  /** Its header in the CSV, snake case. */
  readonly id: string
  readonly kind: Kind
  /** Left out of the page and of Markdown: what a program wants and a reader does not. */
  readonly isForPrograms?: boolean
}

/** null: there is nothing to say here. */
export type Cell = string | number | Microseconds | Bilingual | Named | Unknown | null

export interface Row {
  readonly cells: readonly Cell[]
  /** alarm: red, something is wrong; total: the sum of the rows above; quiet: nothing known about it. */
  readonly tone?: 'alarm' | 'total' | 'quiet'
}

export interface Table extends Bilingual {
  /** Stem of its CSV file. */
  readonly id: string
  readonly columns: readonly Column[]
  readonly rows: readonly Row[]
  /** What stands in its place where it has no row. */
  readonly empty: Bilingual
  readonly note?: Bilingual
  /** Only a CSV file: the numbers of a chart. */
  readonly isForPrograms?: boolean
}

/** A chart as SVG that svgOf() made, wide and narrow. */
export interface Chart extends Bilingual {
  readonly id: string
  readonly wide: string
  readonly narrow: string
  readonly note: Bilingual
}

/** One short line about the state of something. */
export interface Notice extends Bilingual {
  readonly tone: 'alarm' | 'good' | 'plain'
}

export type Block =
  | { readonly table: Table }
  | { readonly chart: Chart }
  | { readonly notice: Notice }
  /** Sentences ready to be published, in Japanese. */
  | { readonly sentences: readonly string[] }

export interface Section extends Bilingual {
  readonly id: string
  readonly lead?: Bilingual
  readonly blocks: readonly Block[]
}

export interface Report extends Bilingual {
  /** Beside the title: what the report speaks of, such as 対象日. */
  readonly facts: readonly { readonly name: Bilingual; readonly value: string }[]
  readonly notes: readonly Bilingual[]
  readonly sections: readonly Section[]
}

export function tablesOf(report: Report): Table[] {
  return report.sections.flatMap(({ blocks }) => blocks.flatMap(block => ('table' in block ? [block.table] : [])))
}

export function isUnknown(cell: Cell): cell is Unknown {
  return cell !== null && typeof cell === 'object' && 'unknown' in cell
}
