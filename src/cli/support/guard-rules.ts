import { isLookup, type LookupFeature } from '../../detect/feature.js'
import { historyFaults } from '../../detect/history-guard.js'
import { headLinesOf } from '../../detect/rule.js'
import { type Fault, faultsOf, isFault, onlySelect } from '../../detect/rule-guard.js'
import { nodesOf, type TreeNode } from '../../detect/rule-nodes.js'
import { valueFaults } from '../../detect/rule-values.js'
import type { RuleDefinition } from '../../detect/rule-version.js'
import { isSweep } from '../../detect/sweep.js'
import type { Database } from '../../duckdb/database.js'
import { catalogueOf } from '../../duckdb/rule-catalogue.js'
import { type NoTree, parseSql } from '../../duckdb/rule-tree.js'

/** The file of a rule as a sentence names it. */
export function ruleFile({ id }: RuleDefinition): string {
  return `pipelines/rules/${id}.sql`
}

/** What a rule's SQL must not hold: sentences, each with its line in the rule's file. */
export async function sqlFaults(db: Database, rule: RuleDefinition): Promise<readonly string[]> {
  const { sql } = rule
  const headLines = headLinesOf(rule)
  const lineAt = (position: number) => headLines + lineIn(sql, position)
  const parsed = await parseSql(db, sql)
  if (!('sentence' in parsed)) {
    const faults = isSweep(rule) ? await overHistory(db, parsed) : rowFaults(parsed, rule)
    return faults.map(({ position, sentence }) => `line ${lineAt(position)}: ${sentence}`)
  }
  const { sentence, position } = parsed
  if (/only select/i.test(sentence)) return [`line ${headLines + 1}: ${NO_SELECT}`]
  return [`line ${lineAt(position ?? 0)}: ${sentence}; write one SELECT id FROM work WHERE …`]
}

function rowFaults(statements: readonly TreeNode[], { on }: RuleDefinition): readonly Fault[] {
  const faults = faultsOf(statements)
  return faults.length > 0 ? faults : valueFaults(statements[0] as TreeNode, on)
}

const NO_SELECT =
  'only a SELECT may stand here: SELECT id FROM work WHERE …; a rule changes nothing, so no COPY, ATTACH, PRAGMA, SET, INSTALL and the like'

/** Every text of these rules and of what they look up that is parsed below. */
export function guardedTexts(rules: readonly RuleDefinition[]): string[] {
  const lookups = rules.flatMap(({ features }) => features.filter(isLookup))
  return [...rules.map(({ sql }) => sql), ...lookups.map(asOneValue)]
}

/** Something in a feature's SQL that must not be there. */
export interface FeatureFault {
  /** Of the SQL, from 1. */
  readonly line: number
  readonly sentence: string
}

/** What the SQL of a looked-up feature must not hold. */
export async function featureFaults(db: Database, feature: LookupFeature): Promise<readonly FeatureFault[]> {
  const { sql } = feature
  const faultAt = ({ position, sentence }: Fault): FeatureFault => ({
    line: lineIn(sql, Math.max(0, position - BEFORE.length)),
    sentence,
  })
  const parsed = await parseSql(db, asOneValue(feature))
  if ('sentence' in parsed) return [faultAt(unparsed(parsed))]
  const select = onlySelect(parsed)
  if (isFault(select)) return [faultAt(select)]
  const isOne = nodesOf(select.select_list).length === 1 && (select.from_table as TreeNode).type === 'EMPTY'
  return (isOne ? await overHistory(db, [select]) : [{ position: 0, sentence: ONE_VALUE }]).map(faultAt)
}

/** Stands before a feature's SQL, which is one value: an expression, or a SELECT of one. */
const BEFORE = 'SELECT (\n'

function asOneValue({ sql }: LookupFeature): string {
  return `${BEFORE}${sql}\n)`
}

const ONE_VALUE = 'write one value: an expression, or one SELECT of one column'

function unparsed({ sentence, position }: NoTree): Fault {
  return {
    position: position ?? 0,
    sentence: `${/only select/i.test(sentence) ? 'no SELECT' : sentence}; ${ONE_VALUE}`,
  }
}

async function overHistory(db: Database, statements: readonly TreeNode[]): Promise<readonly Fault[]> {
  const select = onlySelect(statements)
  return isFault(select) ? [select] : historyFaults(select, await catalogueOf(db))
}

/** The line of a text, from 1, that holds a byte of it. */
function lineIn(text: string, position: number): number {
  return Buffer.from(text).subarray(0, position).toString().split('\n').length
}
