import { askingAlways } from '../../detect/gate.js'
import { pairsOf } from '../../duckdb/pairs.js'
import { judgeTogether } from '../../duckdb/rehearse.js'
import type { Config } from '../../files/config.js'
import { ordinaryTraffic } from '../../simulate/ordinary-traffic.js'
import { openMigrated } from './home.js'
import { assemble } from './pipeline.js'
import { spanOf } from './rule-candidate.js'
import type { Measuring } from './rule-cost.js'

const SAMPLE = { seed: 1, events: 6_000, accounts: 1_500, startAt: '2020-06-01T00:00:00+09:00', days: 2 }

/** Measures over generated traffic in memory, the same each time. `cpuMicros`: processor time of this process so far. */
export function overSample(home: string, config: Config, cpuMicros: () => number): Measuring {
  return async work => {
    const db = await openMigrated(':memory:', home, { create: true })
    try {
      const pipeline = await assemble(db, config, [])
      for await (const _ of pipeline.run(sample()));
      const span = await spanOf(db, undefined, undefined)
      const { hotWindowDays } = config.settings
      return await work({
        micros: async rules => {
          const since = cpuMicros()
          // Not what it costs where nothing of what it needs is there: a sample has few of such events.
          const judged = await judgeTogether(db, rules.map(askingAlways), span, { hotWindowDays })
          return (cpuMicros() - since) / judged
        },
        pairs: async rules => {
          const [row] = await db.values('SELECT (SELECT count(*) FROM links) + (SELECT count(*) FROM charges)')
          const pairs = await pairsOf(db, rules, span, { hotWindowDays })
          return new Map([...pairs].map(([rule, count]) => [rule, count / Number(row?.[0])]))
        },
      })
    } finally {
      db.close()
    }
  }
}

function sample() {
  const lines = [...ordinaryTraffic(SAMPLE)].map(event => Buffer.from(JSON.stringify(event)))
  return {
    name: 'sample',
    async *messages() {
      yield lines.map((bytes, i) => ({ source: 'sample', partition: 0, offset: i + 1, bytes }))
    },
  }
}
