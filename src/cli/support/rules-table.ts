import { Table } from 'console-table-printer'
import { type RuleDefinition, versionOf } from '../../detect/rule-version.js'
import { thresholdText } from '../../detect/threshold.js'
import { formatJst } from '../../events/time.js'

/** What a list of rules tells of one. */
export function listed(rule: RuleDefinition) {
  const { id, title, on, entity, period, severity, phase, mode, owner, thresholds } = rule
  return { id, title, on, entity, period, severity, phase, mode, owner, version: versionOf(rule), thresholds }
}

/** A column says two things of a rule, the second below the first. */
const COLUMNS = ['rule', 'on', 'severity', 'period', 'owner', 'thresholds'] as const
const BELOW = ['title', '→ entity', 'mode', 'phase', 'version']

/** Each rule on some lines, so that 120 columns are enough. */
export function listTable(rules: readonly RuleDefinition[]): string {
  const table = new Table({
    shouldDisableColors: true,
    columns: COLUMNS.map(name => ({ name, alignment: 'left' })),
  })
  table.addRow(rowOf(BELOW), { separator: true })
  for (const [i, rule] of rules.entries()) {
    const lines = linesOf(rule)
    for (const [k, line] of lines.entries()) {
      const isLast = k === lines.length - 1 && i < rules.length - 1
      table.addRow(rowOf(line), { separator: isLast })
    }
  }
  return `${table.render()}\n`
}

function rowOf(line: readonly string[]): Record<string, string> {
  return Object.fromEntries(COLUMNS.map((name, c) => [name, line[c] ?? '']))
}

function linesOf(rule: RuleDefinition): string[][] {
  const { id, title, on, entity, period, severity, phase, mode, owner, version, thresholds } = listed(rule)
  const columns = [
    [id, ...wrapped(title.ja)],
    [on.join(', '), `→ ${entity}`],
    [severity, mode],
    [period, phase],
    [owner, version],
    Object.entries(thresholds).map(([name, value]) => `${name} ${thresholdText(value, formatJst)}`),
  ]
  const height = Math.max(...columns.map(column => column.length))
  return Array.from({ length: height }, (_, row) => columns.map(column => column[row] ?? ''))
}

const TITLE_CHARACTERS_MAX = 13

/** Japanese has no spaces to break at: a line of full-width characters is cut by their number. */
function wrapped(title: string): string[] {
  const characters = [...title]
  const count = Math.ceil(characters.length / TITLE_CHARACTERS_MAX)
  return Array.from({ length: count }, (_, i) =>
    characters.slice(i * TITLE_CHARACTERS_MAX, (i + 1) * TITLE_CHARACTERS_MAX).join(''),
  )
}
