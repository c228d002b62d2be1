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

/** CloudEvents' extension `sequence`: whoever reads all topics can see that nothing is missing and nothing there twice. */
function numbered(records: readonly OutRecord[], before: number): OutRecord[] {
  return records.map((record, i) => ({
    ...record,
    headers: { ...record.headers, ce_sequence: String(before + i + 1) },
  }))
}
