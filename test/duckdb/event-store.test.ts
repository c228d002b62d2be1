import type { Database } from '../../src/duckdb/database.js'
import { DuckDbEventStore } from '../../src/duckdb/event-store.js'
import { plain } from '../../src/duckdb/plain.js'
import { Scratch } from '../../src/duckdb/scratch.js'
import { addCounts } from '../../src/duckdb/sources.js'
import { type BankenEvent, eventTypes, fieldsOf, tableOf } from '../../src/events/catalogue.js'
import { contentOf, sha256 } from '../../src/events/content.js'
import { formatJst } from '../../src/events/time.js'
import { validate } from '../../src/ingest/validate.js'
import type { DeadLetter, SetChange, StoredEvent } from '../../src/pipeline/event-set.js'
import { openMigrated } from '../support/database.js'
import { sampleOf } from '../support/samples.js'

let db: Database
let store: DuckDbEventStore
beforeEach(async () => {
  db = await openMigrated()
  store = new DuckDbEventStore(db)
})
afterEach(() => db.close())

function storedOf(json: Record<string, unknown>): StoredEvent {
  const result = validate(json, { providers: new Set(['paypay']) })
  if (!result.ok) throw new Error(result.why)
  return { event: result.value, content: contentOf(result.value), position: { source: 's', partition: 0, offset: 3 } }
}

function changeOf(fresh: readonly StoredEvent[], rest: Partial<SetChange> = {}): SetChange {
  const stored = fresh.length - (rest.displaced?.length ?? 0)
  const deadLettered = rest.deadLetters?.length ?? 0
  const counts = new Map([
    ['s', { messages: 1, received: stored + deadLettered, stored, duplicates: 0, deadLettered, ignored: 0 }],
  ])
  return { fresh, displaced: [], deadLetters: [], counts, ...rest }
}

function letterOf(text: string): DeadLetter {
  const bytes = Buffer.from(text)
  return {
    reason: 'json',
    why: 'why',
    bytes,
    sha256: sha256(bytes),
    key: null,
    position: { source: 's', partition: 0, offset: 9 },
  }
}

async function count(table: string): Promise<number> {
  return Number((await db.values(`SELECT count(*) FROM ${table}`))[0]?.[0])
}

test.each(eventTypes)('%s: what is in the event is in the columns, and comes back', async type => {
  const bare = Object.fromEntries(
    Object.entries({ ...sampleOf(type), id: 'bare' }).filter(
      ([name]) => name === 'type' || fieldsOf(type).some(field => field.required && field.name === name),
    ),
  )
  const whole = storedOf(sampleOf(type))
  const subject = { account: 'a', provider: 'paypay', person: 'p', wallet: 'w' }
  const least = ['disposition', 'announcement', 'login', 'leak'].includes(type) ? { ...subject, ...bare } : bare
  await store.apply(changeOf([whole, storedOf(least)]))
  for (const { event } of [whole, storedOf(least)]) {
    const columns = fieldsOf(type).map(({ column }) => `"${column}"`)
    const [row] = await db.values(`SELECT ${columns.join(', ')} FROM ${tableOf(type)} WHERE id = '${event.id}'`)
    expect(row?.map(plain)).toEqual(expectedRow(event))
  }
  const id = `${type}-1`
  expect(await store.lookUp([id, 'nobody'])).toEqual(new Map([[id, whole]]))
})

function expectedRow(event: BankenEvent): unknown[] {
  return fieldsOf(event.type).map(({ name, kind }) => {
    const value = (event as Record<string, unknown>)[name] ?? null
    return kind === 'instant' && value !== null ? formatJst(value as number) : value
  })
}

test('a displaced event is gone from its own table, also where the winner has another type', async () => {
  const old = storedOf({ ...sampleOf('link'), id: 'e' })
  await store.apply(changeOf([old]))
  await store.apply(changeOf([storedOf({ ...sampleOf('charge'), id: 'e' })], { displaced: [old] }))
  expect(await db.values('SELECT id, type FROM events')).toEqual([['e', 'charge']])
  expect([await count('links'), await count('charges')]).toEqual([0, 1])
})

test('dead letters keep their bytes, and are known again', async () => {
  const letter = letterOf('\u0000口')
  await store.apply(changeOf([], { deadLetters: [letter] }))
  expect(await db.values('SELECT hex(bytes), why, source_offset FROM dead_letters')).toEqual([['00E58FA3', 'why', 9n]])
  expect(await store.knownLetters([letter, letterOf('other')])).toEqual(new Set([`json:${letter.sha256}`]))
})

test('ids come in pieces, all of them', async () => {
  await db.run("INSERT INTO events SELECT 'e' || i, 'leak', now(), 's', 0, i, '{}' FROM range(5000) t(i)")
  const ids: string[] = []
  for await (const piece of store.ids()) ids.push(...piece)
  expect(new Set(ids).size).toBe(5000)
})

test('counts add up over batches, and a source that does not balance is refused', async () => {
  const one = { messages: 2, received: 3, stored: 1, duplicates: 1, deadLettered: 1, ignored: 4 }
  await addCounts(
    Scratch.of(db),
    new Map([
      ['s', one],
      ['t', one],
    ]),
  )
  await addCounts(
    Scratch.of(db),
    new Map([['s', { messages: 0, received: 0, stored: -1, duplicates: 0, deadLettered: 1, ignored: 2 }]]),
  )
  expect(await db.values('FROM sources ORDER BY source')).toEqual([
    ['s', 3n, 0n, 1n, 2n, 2n, 6n],
    ['t', 3n, 1n, 1n, 1n, 2n, 4n],
  ])
  await expect(addCounts(Scratch.of(db), new Map([['t', { ...one, received: 4 }]]))).rejects.toThrow(
    /counts of t do not balance/,
  )
})

test('what is counted as stored must be what is written', async () => {
  const event = storedOf(sampleOf('leak'))
  const counts = new Map([['s', { messages: 2, received: 2, stored: 2, duplicates: 0, deadLettered: 0, ignored: 0 }]])
  await expect(store.apply(changeOf([event], { counts }))).rejects.toThrow(/2 events counted as stored, 1 written/)
})
