import { cycles, layers, violations } from './layers.js'
import { moduleOf, readFiles } from './modules.js'

const modules = readFiles('src', '.ts').map(moduleOf)

/** The violations and cycles of made-up files: path and source. */
function check(files: Readonly<Record<string, string>>): string[] {
  const made = Object.entries(files).map(([path, source]) => moduleOf({ path, source }))
  return [...violations(made), ...cycles(made)]
}

describe('src', () => {
  test('is seen: a check that reads nothing finds nothing', () => {
    expect(modules.length).toBeGreaterThan(30)
    expect(modules.flatMap(module => module.imports).length).toBeGreaterThan(modules.length)
  })

  test('points one way, and each vendor library has its folder', () => {
    expect(violations(modules)).toEqual([])
  })

  test('has no cycles', () => {
    expect(cycles(modules)).toEqual([])
  })
})

describe('the checker', () => {
  const leaf = 'export const a = 1\n'

  test.each([
    ['events', 'pipeline'],
    ['ingest', 'detect'],
    ['detect', 'ledger'],
    ['ledger', 'duckdb'],
    ['report', 'pipeline'],
    ['simulate', 'ingest'],
    ['pipeline', 'duckdb'],
    ['pipeline', 'files'],
    ['duckdb', 'files'],
    ['files', 'kafka'],
    ['kafka', 'cli'],
  ])('refuses %s → %s', (from, to) => {
    const found = check({ [`src/${from}/a.ts`]: `import { a } from '../${to}/b.js'\n`, [`src/${to}/b.ts`]: leaf })
    expect(found).toEqual([`src/${from}/a.ts:1: ${from} must not import ${to} (src/${to}/b.ts)`])
  })

  test.each(Object.entries(layers).filter(([name]) => name !== 'main.ts'))(
    'lets %s import what the table says',
    (name, { ours }) => {
      for (const to of [...ours, name]) {
        expect(
          check({ [`src/${name}/a.ts`]: `import { a } from '../${to}/b.js'\n`, [`src/${to}/b.ts`]: leaf }),
        ).toEqual([])
      }
    },
  )

  test.each([
    ["import type { A } from '../duckdb/b.js'", 1],
    ["import\n  {\n    a,\n  } from '../duckdb/b.js'", 1],
    ["import * as b from '../duckdb/b.js'", 1],
    ["import '../duckdb/b.js'", 1],
    ["const b = await import('../duckdb/b.js')", 1],
    ["type A = import('../duckdb/b.js').A", 1],
    ["// import { a } from '../duckdb/b.js'", 0],
    ["/* import { a }\nfrom '../duckdb/b.js' */", 0],
    ['const text = "import { a } from \'../duckdb/b.js\'"', 0],
    ["const text = `import { a } from '../duckdb/b.js'`", 0],
    ["const pattern = /[/'`]/\nimport { a } from '../duckdb/b.js'", 1],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a template is what is read
    ["const text = `${[1].map(n => `{${n}}`)}'`\nimport { a } from '../duckdb/b.js'", 1],
  ])('reads %j', (source, count) => {
    expect(check({ 'src/ledger/a.ts': source, 'src/duckdb/b.ts': leaf })).toHaveLength(count)
  })

  test.each([
    ['src/ledger/a.ts', "import { DuckDBInstance } from '@duckdb/node-api'", 'only duckdb may'],
    ['src/pipeline/a.ts', "import { z } from 'zod/v4'", 'only events, ingest, detect, files may'],
    ['src/duckdb/a.ts', "import { Command } from 'commander'", 'only cli, main.ts may'],
    ['src/cli/a.ts', "import _ from 'lodash'", 'no folder may yet'],
    ['src/cli/a.ts', "import { x } from './gone.js'", 'which is not there'],
    ['src/cli/a.ts', 'await import(name)', 'computes what it imports'],
    ['src/lodger/a.ts', "import { z } from 'zod'", 'not a folder of the layout'],
    ['src/ledger/index.ts', leaf, 'a barrel'],
    ['src/ledger/a.ts', "export * from './a.js'", 're-exports'],
    ['src/ledger/a.ts', 'export default class A {}', 'a default export'],
    ['src/ledger/a.ts', 'const a = 1\nexport { a as default }', 'line 2: a default export'],
  ])('refuses in %s: %s', (path, source, why) => {
    expect(check({ [path]: source }).join('\n')).toContain(why)
  })

  test('finds cycles, also of types and of one file', () => {
    const found = check({
      'src/ledger/a.ts': "import { b } from './b.js'\n",
      'src/ledger/b.ts': "import type { C } from './c.js'\n",
      'src/ledger/c.ts': "import { a } from './a.js'\n",
      'src/ledger/self.ts': "import { a } from './self.js'\n",
    })
    expect(found).toEqual([
      'src/ledger/a.ts → src/ledger/b.ts → src/ledger/c.ts → src/ledger/a.ts',
      'src/ledger/self.ts → src/ledger/self.ts',
    ])
  })
})
