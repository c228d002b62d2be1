import type { Publication } from './live-ports.js'
import { type Mark, nextMark } from './mark.js'
import type { OutRecord } from './outbox.js'
import type { Positions } from './positions.js'

/** What is to be published next, after the state with the mark `before`. */
export function publicationAfter(before: Mark, records: readonly OutRecord[], positions: Positions): Publication {
  return {
    records: numbered(records, before.seq),
    positions,
    mark: nextMark(before, records.length, positions),
  }
}

/**
 * CloudEvents' extension `sequence`: whoever reads all topics can see that nothing is missing and nothing there twice. It
 * stands in the id too: an alert that opens again as it once was is news, and whoever drops ids that came before must not
 * take it for a repetition.
 */
export function numbered(records: readonly OutRecord[], before: number): OutRecord[] {
  return records.map((record, i) => {
    const sequence = String(before + i + 1)
    const { ce_id: id } = record.headers
    const named = id === undefined ? {} : { ce_id: `${id}/${sequence}` }
    return { ...record, headers: { ...record.headers, ...named, ce_sequence: sequence } }
  })
}
