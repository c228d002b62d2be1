import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { renderPage } from '../../src/report/render.js'

const folder = mkdtempSync(join(tmpdir(), 'banken-render-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('what a template prints is escaped, the style sheet is not', () => {
  writeFileSync(join(folder, 'page.css'), 'a > b { color: red }')
  writeFileSync(join(folder, 'page.eta'), '<style><%~ it.css %></style><p title="<%= it.text %>"><%= it.text %></p>')
  const page = renderPage(folder, { text: `<b onclick='x'>"&` })
  expect(page).toContain('<style>a > b { color: red }</style>')
  expect(page).toContain('<p title="&lt;b onclick=&#39;x&#39;&gt;&quot;&amp;">')
})

test('raw output in the template of September 2020 is the style sheet and charts, nothing else', () => {
  const template = readFileSync(join('pipelines', 'reports', 'september-2020', 'page.eta'), 'utf8')
  const raw = [...template.matchAll(/<%~\s*(.*?)\s*%>/g)].map(([, expression]) => expression)
  expect(raw).toEqual(['it.css', 'it.alerts.wide', 'it.alerts.narrow', 'it.attack.wide', 'it.attack.narrow'])
})
