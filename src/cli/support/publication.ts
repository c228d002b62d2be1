import type { Database } from '../../duckdb/database.js'
import { keepPublication, publicationNames, readPublication, statementNow } from '../../duckdb/publication-store.js'
import { formatJst, type Microseconds } from '../../events/time.js'
import { readBanks, readConfig } from '../../files/config.js'
import type { Counting, Publication, Statement } from '../../ledger/publication.js'
import { diffOf } from '../../ledger/publication-diff.js'
import { type JapaneseNames, publicationText } from '../../ledger/publication-text.js'
import { Names } from '../demo/names.js'
import { UsageError } from './errors.js'
import { openMigrated, openToRead } from './home.js'
import { print } from './output.js'
import { diffText } from './publication-diff-text.js'
import { momentOf } from './publication-moment.js'
import { countingsOf, NOW, newName, type PublicationOptions, wellFormed } from './publication-options.js'

const DECLARED: readonly Counting[] = [{ basis: 'declared', channels: null }]

/** `report --publish NAME`: keeps what the ledger says, and prints it as `--as-published NAME` will for ever. */
export async function publish(options: PublicationOptions & { readonly publish: string }, home: string): Promise<void> {
  const name = newName(options.publish)
  const countings = countingsOf(options)
  const names = namesOf(home)
  const publishedAt = clock()
  const db = await openMigrated(options.db, home)
  try {
    const corrected = options.corrects === undefined ? undefined : await published(db, '--corrects', options.corrects)
    const draft = {
      name,
      asOf: await momentOf(db, options.asOf ?? corrected?.asOf, publishedAt),
      countings: countings ?? corrected?.countings ?? DECLARED,
      corrects: corrected?.name ?? null,
      publishedAt,
    }
    await keepPublication(db, draft, statement => publicationText(statement, names, corrected))
    await show(await published(db, '--publish', name), options)
  } finally {
    db.close()
  }
}

/** `report --as-published NAME`: prints a publication again, byte for byte. */
export async function showPublication(
  options: PublicationOptions & { readonly asPublished: string },
  home: string,
): Promise<void> {
  const db = await openToRead(options.db, home)
  try {
    await show(await published(db, '--as-published', options.asPublished), options)
  } finally {
    db.close()
  }
}

/** `report --diff A B`: what changed from one publication to another, or to `now`. */
export async function showDiff(options: PublicationOptions & { readonly diff: readonly string[] }, home: string) {
  const [first, second, ...others] = options.diff
  if (first === undefined || second === undefined || others.length > 0) {
    throw new UsageError(`--diff: name two publications, --diff A B; B may be ${NOW}, what the database says now`)
  }
  if (second !== NOW && (options.asOf !== undefined || countingsOf(options))) {
    throw new UsageError(
      `--diff: both publications have their own as-of time and basis; name others only with B = ${NOW}`,
    )
  }
  const db = await openToRead(options.db, home)
  try {
    const a = await published(db, '--diff', first)
    const b = second === NOW ? await currently(db, a, options) : await published(db, '--diff', second)
    const diff = diffOf(a, b)
    const heads = { a: headOf(a), b: headOf(b) }
    await print([options.json ? jsonText({ ...heads, ...diff }) : diffText(a, b, diff, namesOf(home))])
  } finally {
    db.close()
  }
}

async function currently(db: Database, a: Publication, options: PublicationOptions): Promise<Statement> {
  const asOf = await momentOf(db, options.asOf, clock())
  return statementNow(db, NOW, asOf, countingsOf(options) ?? a.countings)
}

async function published(db: Database, option: string, name: string): Promise<Publication> {
  const publication = await readPublication(db, wellFormed(option, name))
  if (publication) return publication
  const names = await publicationNames(db)
  const known = names.length > 0 ? `published are ${names.slice(-20).join(', ')}` : 'nothing is published yet'
  throw new UsageError(`${option}: there is no publication ${name}; ${known}`)
}

async function show(publication: Publication, { json }: PublicationOptions): Promise<void> {
  await print([json ? jsonText(publication) : publication.text])
}

function headOf({ name, asOf, countings }: Statement): object {
  return { name, asOf, countings }
}

/** Fields that hold an instant. */
const INSTANT = /At$|^asOf$|^occurredTo$/

function jsonText(value: object): string {
  const text = JSON.stringify(value, (key, inner: unknown) =>
    INSTANT.test(key) && typeof inner === 'number' ? formatJst(inner) : inner,
  )
  return `${text}\n`
}

function namesOf(home: string): JapaneseNames {
  const names = new Names(readConfig(home).providers, readBanks(home))
  return { provider: id => names.provider(id).ja, bank: code => names.bank(code).ja }
}

function clock(): Microseconds {
  return Date.now() * 1000
}
