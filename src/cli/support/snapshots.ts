import type { Database } from '../../duckdb/database.js'
import { writeSnapshot } from '../../duckdb/snapshot.js'
import type { Log } from '../../kafka/client.js'
import type { Engine } from '../../pipeline/live.js'

export interface SnapshotSettings {
  /** Where it goes; empty for none. */
  readonly file: string
  readonly everyMinutes: number
}

const MINUTE_MS = 60_000

/**
 * The engine, with a snapshot of its database after the first batch that ends so many minutes after the last one. Batches
 * wait for its checkpoint and not for the copy. A snapshot that fails is told and tried again after the same time.
 */
export function withSnapshots(
  engine: Engine,
  db: Database,
  { file, everyMinutes }: SnapshotSettings,
  { now, log }: { readonly now: () => number; readonly log: Log },
): { readonly engine: Engine; readonly end: () => Promise<void> } {
  if (file === '') return { engine, end: async () => undefined }
  let dueAt = now()
  let running: Promise<void> | undefined
  const take = (between: () => void): Promise<void> => {
    const since = now()
    return writeSnapshot(db, file, between)
      .then(bytes => log('info', 'snapshot', { file, bytes, ms: Math.round(now() - since) }))
      .catch(error => log('error', error instanceof Error ? error.message : String(error), {}))
      .finally(() => {
        running = undefined
        between()
      })
  }
  return {
    engine: {
      adoptRules: history => engine.adoptRules(history),
      enforceRules: keep => engine.enforceRules(keep),
      renewRules: keep => engine.renewRules(keep),
      async commit(batch, keep, next) {
        const report = await engine.commit(batch, keep, next)
        if (running || now() < dueAt) return report
        dueAt = now() + everyMinutes * MINUTE_MS
        await new Promise<void>(resolve => {
          running = take(resolve)
        })
        return report
      },
    },
    end: async () => running,
  }
}
