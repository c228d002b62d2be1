import { versionsOf } from '../../detect/rule-history.js'
import { RuleSet } from '../../detect/rule-set.js'
import { Sweeps } from '../../detect/sweeps.js'
import { isLive } from '../../duckdb/belongs.js'
import { Database } from '../../duckdb/database.js'
import { DuckDbEventStore } from '../../duckdb/event-store.js'
import { ruleHistory } from '../../duckdb/rule-history.js'
import { DuckDbSweepStore } from '../../duckdb/sweep-store.js'
import { inTransaction } from '../../pipeline/transaction.js'
import { openToRead } from './home.js'

/**
 * Opens a database to read what its events say, after the sweeps that an interrupted replay has left. Those of a live
 * database are run with its batches, and what they find is published: nobody else may run them.
 */
export async function openSwept(path: string, home: string): Promise<Database> {
  const db = await openToRead(path, home)
  const waits = !(await isLive(db)) && (await sweepsOf(db)).isDue
  if (!waits) return db
  db.close()
  await sweepAll(path)
  return openToRead(path, home)
}

async function sweepAll(path: string): Promise<void> {
  const db = await Database.open(path)
  try {
    await inTransaction(new DuckDbEventStore(db), async () => (await sweepsOf(db)).run())
  } finally {
    db.close()
  }
}

async function sweepsOf(db: Database): Promise<Sweeps> {
  return Sweeps.open(new DuckDbSweepStore(db, false), new RuleSet(versionsOf(await ruleHistory(db))))
}
