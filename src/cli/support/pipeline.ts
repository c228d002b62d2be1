import type { Database } from '../../duckdb/database.js'
import { DuckDbEventStore } from '../../duckdb/event-store.js'
import { type Config, readConfig } from '../../files/config.js'
import { Pipeline } from '../../pipeline/pipeline.js'
import { openMigrated } from './home.js'

export interface OpenPipeline {
  readonly db: Database
  readonly config: Config
  readonly pipeline: Pipeline
}

/** Opens (or makes) the database and the pipeline that writes it. The caller closes `db`. */
export async function openPipeline(path: string, home: string, batchCountMax?: number): Promise<OpenPipeline> {
  const config = readConfig(home)
  const db = await openMigrated(path, home, { create: true })
  try {
    const store = new DuckDbEventStore(db)
    const options = { ...config.settings, known: { providers: new Set(config.providers.keys()) } }
    const detector = { detect: () => Promise.resolve([]) }
    const pipeline = await Pipeline.open(store, detector, batchCountMax ? { ...options, batchCountMax } : options)
    return { db, config, pipeline }
  } catch (error) {
    db.close()
    throw error
  }
}
