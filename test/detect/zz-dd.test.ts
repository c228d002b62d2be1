import { readFileSync } from 'node:fs'
import { alertsOf } from '../support/oracle/alerts.js'
import { setOf } from '../support/oracle/set.js'
import { judgedOf, replay } from '../support/replay.js'

test('dd', async () => {
  let lines: string[] = readFileSync(process.env.LINES ?? '', 'utf8')
    .split('\n')
    .filter(l => l)
  const n = Number(process.env.N ?? 1000)
  const fails = async (ls: string[]) => {
    const { alerts } = await replay({ sources: [ls], batchCountMax: n })
    return (
      JSON.stringify(judgedOf(alerts).map(a => Object.entries(a as object).sort())) !==
      JSON.stringify(alertsOf(setOf(ls)).map(a => Object.entries(a).sort()))
    )
  }
  for (let k = 0; k < 3; k++) process.stderr.write(`fails: ${await fails(lines)}\n`)
  if (process.env.DD)
    for (let size = Math.ceil(lines.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
      for (let i = 0; i < lines.length; ) {
        const without = [...lines.slice(0, i), ...lines.slice(i + size)]
        if (await fails(without)) lines = without
        else i += size
      }
    }
  const { alerts } = await replay({ sources: [lines], batchCountMax: n })
  const got = judgedOf(alerts) as Record<string, unknown>[]
  const want = alertsOf(setOf(lines)) as unknown as Record<string, unknown>[]
  process.stderr.write(`MIN:\n${lines.join('\n')}\n`)
  for (const g of got) {
    const w = want.find(x => x.id === g.id)
    if (!w) process.stderr.write(`ONLY PIPELINE ${JSON.stringify(g)}\n`)
    else
      for (const k of Object.keys({ ...g, ...w }))
        if (JSON.stringify(g[k]) !== JSON.stringify(w[k]) && k !== 'entity' && k !== 'period')
          process.stderr.write(`DIFF ${g.rule} ${k}: pipeline ${JSON.stringify(g[k])} oracle ${JSON.stringify(w[k])}\n`)
  }
  for (const w of want) if (!got.some(g => g.id === w.id)) process.stderr.write(`ONLY ORACLE ${JSON.stringify(w)}\n`)
}, 600000)
