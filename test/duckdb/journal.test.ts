import { DuckDbJournal } from '../../src/duckdb/journal.js'
import { NO_MARK } from '../../src/pipeline/mark.js'
import type { OutRecord } from '../../src/pipeline/outbox.js'
import { placeKey } from '../../src/pipeline/positions.js'
import { publicationAfter } from '../../src/pipeline/publication.js'
import { openMigrated } from '../support/database.js'

const record: OutRecord = { topic: 't', key: Buffer.from('k'), value: Buffer.from('v'), headers: {} }
const positionsAt = (next: number) => new Map([[placeKey('in', 0), { first: 0, next }]])

test('what is on the topics is cleared away, and nothing that is not', async () => {
  const db = await openMigrated()
  const journal = new DuckDbJournal(db)
  let [last, published] = [NO_MARK, NO_MARK]
  let most = 0
  for (let nth = 1; nth <= 200; nth++) {
    const publication = publicationAfter(last, [record, record], positionsAt(nth))
    await journal.write(publication, published)
    // The topics are three batches behind at the end, and one before that.
    if (nth <= 197) published = last
    last = publication.mark
    most = Math.max(most, Number((await db.values('SELECT count(*) FROM outbox'))[0]?.[0]))
  }
  expect(most).toBeGreaterThan(10)
  expect(most).toBeLessThan(150)
  expect((await journal.marks()).map(({ name }) => name)).toEqual(expect.arrayContaining([published.name, last.name]))
  const left = await journal.recordsAfter(published.seq)
  expect(left.map(({ headers }) => Number(headers.ce_sequence))).toEqual([393, 394, 395, 396, 397, 398, 399, 400])
  expect(await journal.positions()).toEqual(positionsAt(200))
  db.close()
})
