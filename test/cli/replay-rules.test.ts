import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { charge, link, minute } from '../detect/edges.js'
import { banken, root, Scratch } from '../support/cli.js'

const scratch = new Scratch()
afterAll(() => scratch.remove())

test('alerts that a changed rule takes back are counted, though no event is new', async () => {
  for (const folder of ['config', 'pipelines'])
    cpSync(`${root}/${folder}`, scratch.path(`home/${folder}`), { recursive: true })
  const home = scratch.path('home')
  const file = scratch.write('a.ndjson', `${link('l', { at: 0 })}\n${charge('c', { at: minute, yen: 100_000 })}\n`)
  const args = ['replay', file, '--home', home, '--db', scratch.path('a.duckdb')]
  expect((await banken(...args)).stdout).toMatch(/alerts: \d+ opened, 0 amended, 0 retracted/)
  const thresholds = `${home}/config/rules.yaml`
  const raised = readFileSync(thresholds, 'utf8').replace('yen_min: 50000', 'yen_min: 9999999')
  writeFileSync(thresholds, raised)
  expect((await banken(...args)).stdout).toMatch(/duplicates 2 .*\nalerts: 0 opened, \d+ amended, 1 retracted/)
})
