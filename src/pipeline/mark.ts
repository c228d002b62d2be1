import { sha256 } from '../events/content.js'
import type { Positions } from './positions.js'

/**
 * The name of a state of the database: what was read and published up to it. Two databases that share a mark were one
 * up to there, so that a numbering of the outbox can be trusted only together with its mark.
 */
export interface Mark {
  readonly name: string
  /** Number of the last record of the outbox. */
  readonly seq: number
}

/** Before anything was read. */
export const NO_MARK: Mark = { name: '', seq: 0 }

const NAME_LENGTH = 16

export function nextMark(before: Mark, recordCount: number, positions: Positions): Mark {
  const seq = before.seq + recordCount
  const read = [...positions].map(([key, { next }]) => `${key}=${next}`).sort()
  return { name: sha256([before.name, seq, ...read].join('\n')).slice(0, NAME_LENGTH), seq }
}
