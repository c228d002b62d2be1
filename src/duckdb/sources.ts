import type { Counts } from '../pipeline/event-set.js'
import type { Column } from './append.js'
import { DatabaseError } from './database.js'
import type { Scratch } from './scratch.js'

type SourceCounts = readonly [source: string, counts: Readonly<Counts>]

const COUNTED = {
  messages: 'messages',
  received: 'received',
  stored: 'stored',
  duplicates: 'duplicates',
  dead_lettered: 'deadLettered',
  ignored: 'ignored',
} as const satisfies Record<string, keyof Counts>
const NAMES = Object.keys(COUNTED)

const columns: readonly Column<SourceCounts>[] = [
  { kind: 'text', of: ([source]) => source },
  ...Object.values(COUNTED).map((name): Column<SourceCounts> => ({ kind: 'bigint', of: ([, counts]) => counts[name] })),
]
const DEFINITION = `(source VARCHAR, ${NAMES.map(name => `${name} BIGINT`).join(', ')})`
const BALANCED = 'received = stored + duplicates + dead_lettered'
const ADD_SQL = `UPDATE sources SET ${NAMES.map(name => `${name} = sources.${name} + c.${name}`).join(', ')}
  FROM source_counts c WHERE c.source = sources.source RETURNING sources.source, ${BALANCED}`
const INSERT_SQL = `INSERT INTO sources BY NAME FROM source_counts WHERE source NOT IN (SELECT source FROM sources)
  RETURNING source, ${BALANCED}`
/** The sources whose counts do not add up. */
export const UNBALANCED_SQL = `SELECT source FROM sources WHERE NOT (${BALANCED})`

/** Adds to the counts of each source, and refuses a source whose counts do not balance afterwards. */
export async function addCounts(scratch: Scratch, counts: ReadonlyMap<string, Readonly<Counts>>): Promise<void> {
  if (counts.size === 0) return
  const { statements } = scratch
  await scratch.empty('source_counts', DEFINITION)
  await scratch.append('source_counts', columns, [...counts])
  const added = await statements.values(ADD_SQL)
  const begun = added.length < counts.size ? await statements.values(INSERT_SQL) : []
  const unbalanced = [...added, ...begun].filter(([, isBalanced]) => isBalanced !== true).map(([source]) => source)
  if (unbalanced.length > 0) {
    throw new DatabaseError(
      `a bug: the counts of ${unbalanced.join(', ')} do not balance (received = stored + duplicates + dead-lettered); ` +
        'nothing of this batch is committed',
    )
  }
}
