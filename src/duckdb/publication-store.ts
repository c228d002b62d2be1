import { canonical, sha256 } from '../events/content.js'
import type { Microseconds } from '../events/time.js'
import type { Basis } from '../ledger/basis.js'
import type { Counting, Publication, Statement } from '../ledger/publication.js'
import { appendRows } from './append.js'
import { type Database, DatabaseError } from './database.js'
import { cellsNow, claimsNow, publishedCells, publishedClaims } from './publication-rows.js'
import { CELL_COLUMNS, CLAIM_COLUMNS, cellsSql, claimsSql, quoted } from './publication-sql.js'

/** What the ledger of this database says now about a moment. */
export async function statementNow(
  db: Database,
  name: string,
  asOf: Microseconds,
  countings: readonly Counting[],
): Promise<Statement> {
  const cells = await cellsNow(db, asOf, countings)
  return { name, asOf, countings, cells, claims: await claimsNow(db, asOf, countings) }
}

/** The names of all publications, in their order. */
export async function publicationNames(db: Database): Promise<string[]> {
  return (await db.values('SELECT name FROM publications ORDER BY seq')).map(([name]) => String(name))
}

/**
 * A publication exactly as it was kept; undefined where there is none of this name. Rejects with a DatabaseError where
 * its rows are no longer those that were kept.
 */
export async function readPublication(db: Database, name: string): Promise<Publication | undefined> {
  const [row] = await db.lists(`
    SELECT epoch_us(p.as_of), p.bases, p.channels, p.corrects, epoch_us(p.published_at), p.text, p.sha256,
      coalesce((SELECT b.sha256 FROM publications b WHERE b.seq = p.seq - 1), '')
    FROM publications p WHERE p.name = ${quoted(name)}`)
  if (!row) return undefined
  const [asOf, bases, channels, corrects, publishedAt, text, hash, before] = row
  const countings = countingsOf(bases as Basis[], channels as string[])
  const publication: Publication = {
    name,
    asOf: Number(asOf),
    countings,
    cells: await publishedCells(db, name, countings),
    claims: await publishedClaims(db, name),
    corrects: corrects as string | null,
    publishedAt: Number(publishedAt),
    text: String(text),
  }
  if (hashOf(publication, String(before)) === hash) return publication
  throw new DatabaseError(
    `${db.path}: the publication ${name}, or the one before it, is no longer as it was published: its SHA-256 is ` +
      'another. Somebody has changed rows of publications, publication_cells or publication_claims; use a copy of the ' +
      'file from before that.',
  )
}

function countingsOf(bases: readonly Basis[], channels: readonly string[]): Counting[] {
  return bases.map((basis, i) => ({ basis, channels: channels[i] ? channels[i].split(',') : null }))
}

export interface Draft {
  readonly name: string
  readonly asOf: Microseconds
  readonly countings: readonly Counting[]
  readonly corrects: string | null
  readonly publishedAt: Microseconds
}

/**
 * Keeps what the ledger says now under a new name, in one transaction: all of it or nothing. Events, alerts, tallies,
 * positions and outbox are not touched. Rejects with a DatabaseError where the name is taken.
 */
export async function keepPublication(
  db: Database,
  draft: Draft,
  textOf: (statement: Statement) => string,
): Promise<void> {
  await db.run('BEGIN')
  try {
    if ((await publicationNames(db)).includes(draft.name)) throw new DatabaseError(nameIsTaken(draft.name))
    const { name, asOf, countings } = draft
    for (const counting of countings) {
      await db.run(insertSql('publication_cells', name, CELL_COLUMNS, cellsSql(asOf, counting)))
    }
    await db.run(insertSql('publication_claims', name, CLAIM_COLUMNS, claimsSql(asOf, countings)))
    const cells = await publishedCells(db, name, countings)
    const statement = { name, asOf, countings, cells, claims: await publishedClaims(db, name) }
    await appendHead(db, { ...draft, ...statement, text: textOf(statement) })
    await db.run('COMMIT')
  } catch (error) {
    await db.run('ROLLBACK').catch(() => undefined)
    throw error
  }
}

function nameIsTaken(name: string): string {
  return (
    `${name} is published already, and what is published stays. Give this one another name, and where it corrects ` +
    `that one: --corrects ${name}`
  )
}

function insertSql(table: string, name: string, columns: readonly string[], from: string): string {
  const list = columns.join(', ')
  return `INSERT INTO ${table} (publication, ${list}) SELECT ${quoted(name)}, ${list} FROM (${from})`
}

async function appendHead(db: Database, publication: Publication): Promise<void> {
  const [[seq, before] = []] = await db.values(
    "SELECT coalesce(max(seq), 0) + 1, coalesce(max_by(sha256, seq), '') FROM publications",
  )
  const hash = hashOf(publication, String(before))
  await appendRows(
    db,
    'publications',
    [
      { kind: 'bigint', of: () => Number(seq) },
      { kind: 'text', of: row => row.name },
      { kind: 'instant', of: row => row.asOf },
      { kind: 'texts', of: row => row.countings.map(({ basis }) => basis) },
      { kind: 'texts', of: row => row.countings.map(({ channels }) => channels?.join(',') ?? '') },
      { kind: 'text', of: row => row.corrects },
      { kind: 'instant', of: row => row.publishedAt },
      { kind: 'text', of: row => row.text },
      { kind: 'text', of: () => hash },
    ],
    [publication],
  )
}

/** Each hash holds the one before it, so that none can be changed or taken out unseen. */
function hashOf(publication: Publication, before: string): string {
  return sha256(canonical({ before, publication }))
}
