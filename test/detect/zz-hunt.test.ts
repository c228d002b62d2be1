import fc from 'fast-check'
import { alertsOf } from '../support/oracle/alerts.js'
import { messages } from '../support/oracle/arbitrary.js'
import { setOf } from '../support/oracle/set.js'
import { judgedOf, replay } from '../support/replay.js'

const skip = (process.env.SKIP ?? '').split(',')
type A = Record<string, unknown> & { rule: string; id: string }
const canon = (as: readonly object[]) =>
  (as as A[]).filter(a => !skip.includes(a.rule)).map(a => JSON.stringify(Object.entries(a).sort()))
const run = async (ls: string[], n: number) => {
  const got = canon(judgedOf((await replay({ sources: [ls], batchCountMax: n })).alerts) as object[])
  const want = canon(alertsOf(setOf(ls)))
  return { onlyPipeline: got.filter(x => !want.includes(x)), onlyOracle: want.filter(x => !got.includes(x)) }
}
const bad = async (ls: string[], n: number) => {
  const d = await run(ls, n)
  return d.onlyPipeline.length + d.onlyOracle.length > 0
}
test('hunt', async () => {
  const seed = Number(process.env.SEED ?? 1),
    N = Number(process.env.RUNS ?? 100)
  const t0 = Date.now()
  let found = 0,
    alerts = 0
  for (const [k, s] of fc.sample(messages, { seed, numRuns: N }).entries()) {
    const n = [7, 40, 1000][k % 3] as number
    alerts += alertsOf(setOf(s)).length
    if (!(await bad(s, n))) continue
    let lines = s
    const nn = (await bad(s, 1000)) ? 1000 : n
    for (let size = Math.ceil(lines.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2))
      for (let i = 0; i < lines.length; ) {
        const w = [...lines.slice(0, i), ...lines.slice(i + size)]
        if (await bad(w, nn)) lines = w
        else i += size
      }
    process.stderr.write(`#${k} batch ${nn}\n${lines.join('\n')}\n${JSON.stringify(await run(lines, nn), null, 1)}\n`)
    if (++found >= Number(process.env.FOUND ?? 2)) break
  }
  process.stderr.write(`alerts ${alerts} found ${found} in ${Date.now() - t0} ms\n`)
}, 900000)
