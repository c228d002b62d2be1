import fc from 'fast-check'
import { alertsOf } from '../support/oracle/alerts.js'
import { messages } from '../support/oracle/arbitrary.js'
import { setOf } from '../support/oracle/set.js'

test('stat', () => {
  const n: Record<string, number> = {}
  let lines = 0,
    evs = 0
  const add = (k: string) => {
    n[k] = (n[k] ?? 0) + 1
  }
  const samples = fc.sample(messages, 300)
  for (const s of samples) {
    lines += s.length
    const set = setOf(s)
    evs += set.length
    for (const a of alertsOf(set)) {
      add(a.rule + ' ' + a.severity)
      add('count ' + Math.min(4, a.eventCount))
      add(a.twoFactor)
    }
  }
  process.stderr.write(JSON.stringify({ n, lines, evs }, null, 1) + samples[5]?.join('\n'))
})
