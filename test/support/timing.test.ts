import { openPipeline } from '../../src/cli/support/pipeline.js'
test('t', async () => {
  for (let i = 0; i < 5; i++) {
    const t = performance.now()
    const p = await openPipeline(':memory:', process.cwd(), 100)
    const t1 = performance.now()
    const bytes = Buffer.from(JSON.stringify({id:'a',type:'charge',at:'2020-09-16T00:00:00+09:00',provider:'paypay',bank:'9900',account:'a',wallet:'w',yen:1,outcome:'succeeded'}))
    for await (const r of p.pipeline.run({name:'x', async *messages(){ yield [{source:'x',partition:0,offset:0,bytes}] }})) void r
    const t2 = performance.now()
    p.db.close()
    process.stderr.write(`open ${t1-t} run ${t2-t1}\n`)
  }
})
