import { blank } from './blank.js'
import { type Import, lineOf, type Module } from './modules.js'

interface Layer {
  /** Our own folders that it may import besides itself. */
  readonly ours: readonly string[]
  /** Vendor libraries that it may import; Node's own modules are free. */
  readonly vendors: readonly string[]
}

const STAGES = ['events', 'ingest', 'detect', 'ledger', 'report'] as const
const INWARD = [...STAGES, 'pipeline'] as const
const ADAPTERS = ['duckdb', 'files', 'http', 'kafka'] as const

/** CONTRIBUTING's "imports point one way", as a table: a folder of `src/` (or `main.ts`) and what it may import. */
export const layers: Readonly<Record<string, Layer>> = {
  events: { ours: [], vendors: ['zod'] },
  ingest: { ours: ['events'], vendors: ['zod'] },
  detect: { ours: ['events'], vendors: ['zod', 'yaml', 'simple-statistics'] },
  ledger: { ours: ['events'], vendors: ['simple-statistics'] },
  report: { ours: ['events'], vendors: ['echarts', 'eta', 'simple-statistics'] },
  simulate: { ours: ['events'], vendors: [] },
  pipeline: { ours: STAGES, vendors: ['tinyqueue'] },
  duckdb: { ours: INWARD, vendors: ['@duckdb/node-api'] },
  files: { ours: INWARD, vendors: ['fast-csv', 'iconv-lite', 'yaml', 'zod'] },
  http: { ours: INWARD, vendors: ['fastify'] },
  kafka: { ours: INWARD, vendors: ['kafkajs', 'fzstd', 'kafkajs-snappy', 'lz4-napi'] },
  cli: {
    ours: [...INWARD, ...ADAPTERS, 'simulate'],
    vendors: ['commander', 'cli-progress', 'console-table-printer', 'pino', 'playwright-core', '@sparticuz/chromium'],
  },
  'main.ts': { ours: [...INWARD, ...ADAPTERS, 'simulate', 'cli'], vendors: ['commander', 'pino'] },
}

/** One sentence for each import, export or file name that the house does not allow. */
export function violations(modules: readonly Module[]): string[] {
  const known = new Set(modules.map(module => module.path))
  return modules.flatMap(module => [
    ...module.imports.flatMap(found => sentences(`${module.path}:${found.line}`, whyNot(module.path, found, known))),
    ...sentences(module.path, whyNotThisFile(module)),
  ])
}

function sentences(place: string, why: string | undefined): string[] {
  return why === undefined ? [] : [`${place}: ${why}`]
}

function whyNot(path: string, { from }: Import, known: ReadonlySet<string>): string | undefined {
  const layer = layerOf(path)
  // The folder src/cli/ is the list of commands, so the composition root computes what it loads. Nobody else may.
  if (from === undefined) return path === 'src/main.ts' ? undefined : 'computes what it imports'
  if (from.startsWith('node:')) return undefined
  const allowed = layers[layer]
  if (!allowed) return `${layer} is not a folder of the layout; add it to test/house/layers.ts`
  if (!from.startsWith('src/'))
    return allowed.vendors.includes(packageOf(from)) ? undefined : vendorSentence(layer, from)
  if (!known.has(from)) return `imports ${from}, which is not there`
  const target = layerOf(from)
  return target === layer || allowed.ours.includes(target) ? undefined : `${layer} must not import ${target} (${from})`
}

function vendorSentence(layer: string, from: string): string {
  const owners = Object.keys(layers).filter(name => layers[name]?.vendors.includes(packageOf(from)))
  const where = owners.length > 0 ? `only ${owners.join(', ')} may` : 'no folder may yet: see test/house/layers.ts'
  return `${layer} must not import ${from}; ${where}`
}

function whyNotThisFile({ path, source }: Module): string | undefined {
  if (/(?:^|\/)index\.ts$/.test(path)) return 'is a barrel; import the file itself'
  const code = blank(source)
  const barrel = /\bexport\s+(?:type\s+)?(?:\*|\{[^}]*\}\s*from\b)/.exec(code)
  if (barrel) return `line ${lineOf(source, barrel.index)}: re-exports; import the file itself`
  const standard = /\bexport\s+default\b|\bexport\s+(?:type\s+)?\{[^}]*\bas\s+default\b/.exec(code)
  return standard ? `line ${lineOf(source, standard.index)}: a default export; give it a name` : undefined
}

function layerOf(path: string): string {
  return path.split('/')[1] ?? path
}

function packageOf(from: string): string {
  return from
    .split('/')
    .slice(0, from.startsWith('@') ? 2 : 1)
    .join('/')
}

/** Each cycle of imports as the paths along it, found by a depth-first search. */
export function cycles(modules: readonly Module[]): string[] {
  const targets = new Map(modules.map(({ path, imports }) => [path, imports.flatMap(({ from }) => from ?? [])]))
  const done = new Set<string>()
  const found: string[] = []
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path)
    if (start >= 0) found.push([...trail.slice(start), path].join(' → '))
    if (start >= 0 || done.has(path)) return
    for (const target of targets.get(path) ?? []) visit(target, [...trail, path])
    done.add(path)
  }
  for (const path of targets.keys()) visit(path, [])
  return found
}
