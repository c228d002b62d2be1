import { isLookup } from '../../detect/feature.js'
import { placeholdersOf } from '../../detect/rule.js'
import type { RuleDefinition } from '../../detect/rule-version.js'
import type { Database } from '../../duckdb/database.js'
import { type Config, thresholdPlace } from '../../files/config.js'
import type { RuleFiles } from '../../files/rules.js'
import { featureFaults } from './guard-rules.js'

/** What is wrong around the rules of a home, in features and thresholds: sentences, each with its file and line. */
export async function surroundingFaults(
  db: Database,
  home: string,
  config: Pick<Config, 'thresholds'> & { readonly settings: Pick<Config['settings'], 'profile'> },
  files: RuleFiles,
): Promise<string[]> {
  return [...(await faultsOfFeatures(db, files)), ...faultsOfThresholds(home, config, files)]
}

async function faultsOfFeatures(db: Database, { features }: RuleFiles): Promise<string[]> {
  const faults: string[] = []
  for (const { feature, path, sqlLine } of features.values()) {
    if (!isLookup(feature)) continue
    for (const { line, sentence } of await featureFaults(db, feature)) {
      faults.push(`${path}: line ${sqlLine + line - 1}: ${feature.name}: ${sentence}`)
    }
  }
  return faults
}

/** Of rules that are not there, and those that their rule does not name. */
function faultsOfThresholds(
  home: string,
  { thresholds, settings }: Parameters<typeof surroundingFaults>[2],
  { rules, refused }: RuleFiles,
): string[] {
  const placeOf = (...key: string[]) => thresholdPlace(home, settings.profile, key)
  const ids = new Set([...rules.map(({ id }) => id), ...refused.flatMap(({ rule }) => rule ?? [])])
  const strays = Object.keys(thresholds)
    .filter(id => !ids.has(id))
    .map(id => `${placeOf(id)}: ${id}: there is no pipelines/rules/${id}.sql; a slip in the name?`)
  const unused = rules.flatMap(rule =>
    unusedThresholds(rule).map(
      name => `${placeOf(rule.id, name)}: ${rule.id}.${name}: the rule names no $${name}; take it out, or use it`,
    ),
  )
  return [...unused, ...strays]
}

function unusedThresholds({ sql, reason, thresholds }: RuleDefinition): string[] {
  const named = new Set([
    ...[...sql.matchAll(/\$([a-z_][a-z0-9_]*)/g)].map(([, name]) => name),
    ...placeholdersOf(`${reason.ja} ${reason.en}`),
  ])
  return Object.keys(thresholds).filter(name => !named.has(name))
}
