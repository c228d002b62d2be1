import { cpSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import iconv from 'iconv-lite'
import { banken, root, Scratch } from '../support/cli.js'
import { headOf } from './home.js'

const scratch = new Scratch()
afterAll(() => scratch.remove())

const RULE = `${headOf('mine')}SELECT id FROM work WHERE yen > 1\n`

/** A home with one file of rules more. */
function homeWith(name: string, bytes: string | Buffer): string {
  for (const folder of ['config', 'pipelines'])
    cpSync(join(root, folder), scratch.path(`${name}/${folder}`), { recursive: true })
  writeFileSync(scratch.path(`${name}/pipelines/rules/mine.sql`), bytes)
  return scratch.path(name)
}

test('a file that cannot be read is named, and the others are listed and tested', async () => {
  const home = homeWith('head', RULE.replace('severity: ', 'severity: x'))
  const listed = await banken('rules', 'list', '--json', '--home', home)
  expect(listed).toMatchObject({
    code: 78,
    stderr: expect.stringMatching(/mine\.sql: line \d+: severity: expected one of/),
  })
  expect(listed.stdout).toMatch(/"rapid-drain"/)
  expect((await banken('rules', 'test', 'rapid-drain', '--home', home)).code).toBe(0)
  expect(await banken('rules', 'test', 'mine', '--home', home)).toMatchObject({
    code: 78,
    stderr: expect.stringMatching(/mine\.sql: line \d+: severity/),
  })
})

test('a file that is not UTF-8 is refused; the mark of some editors at its start is not', async () => {
  const listed = await banken('rules', 'list', '--home', homeWith('cp932', iconv.encode(RULE, 'cp932')))
  expect(listed).toMatchObject({
    code: 78,
    stderr: expect.stringMatching(/mine\.sql: not UTF-8; save the file as UTF-8/),
  })
  const marked = await banken('rules', 'list', '--home', homeWith('bom', `\uFEFF${RULE}`))
  expect(marked).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/mine/) })
})
