import type { SourceFile } from './modules.js'

const CREATED = /\bCREATE\s+(?:OR\s+REPLACE\s+)?(TABLE|VIEW|MACRO)\s+("?\w+"?)(\s*\([^)]*\)\s*AS\s+TABLE\b)?/gi

/** One sentence for each table, view and macro without a comment. Columns are asked of a database, in test/duckdb. */
export function withoutComment({ path, source }: SourceFile): string[] {
  return [...source.replace(/--[^\n]*/g, '').matchAll(CREATED)]
    .map(([, kind = '', name = '', isTable]) => `${kind.toUpperCase()}${isTable ? ' TABLE' : ''} ${name}`)
    .filter(made => !source.includes(`COMMENT ON ${made} IS '`))
    .map(made => `${path}: ${made} has no COMMENT`)
}

/** One sentence for each file that breaks the sequence 001, 002, 003. */
export function outOfSequence(paths: readonly string[]): string[] {
  return paths.flatMap((path, index) => {
    const expected = String(index + 1).padStart(3, '0')
    const isRight = new RegExp(`^.*/${expected}-[a-z0-9]+(?:-[a-z0-9]+)*\\.sql$`).test(path)
    return isRight ? [] : [`${path}: expected ${expected}-<words>.sql; applied files are never renamed or taken out`]
  })
}

/** One sentence for each rule without cases, and for each file that belongs to no rule. */
export function halfRules(names: readonly string[]): string[] {
  return names.flatMap(name => {
    const [, stem, ending] = /^([a-z0-9-]+)\.(sql|cases\.csv)$/.exec(name) ?? []
    if (stem === undefined) return name === 'README.md' ? [] : [`${name}: not <rule>.sql or <rule>.cases.csv`]
    const other = `${stem}.${ending === 'sql' ? 'cases.csv' : 'sql'}`
    return names.includes(other) ? [] : [`${name}: without ${other}`]
  })
}
