import { readFileSync } from 'node:fs'
import { openPipeline } from '../../src/cli/support/pipeline.js'

test('view', async () => {
  const lines: string[] = readFileSync(process.env.LINES ?? '', 'utf8')
    .split('\n')
    .filter(l => l)
  const o = await openPipeline(':memory:', process.cwd(), 1000)
  const msgs = lines.map((l, i) => ({ source: 'x', partition: 0, offset: i, bytes: Buffer.from(l) }))
  for await (const r of o.pipeline.run({
    name: 'x',
    async *messages() {
      yield msgs
    },
  }))
    void r
  for (const q of (process.env.Q ?? '').split(';;'))
    process.stderr.write(`${JSON.stringify(await o.db.rows(q), null, 0)}\n`)
  o.db.close()
})
