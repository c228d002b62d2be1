import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { type Feature, featureFile } from '../detect/feature.js'
import { parseRule, RuleError } from '../detect/rule.js'
import { defineRule, type RuleDefinition } from '../detect/rule-version.js'
import type { Thresholds } from './config.js'
import { readYaml } from './yaml.js'

/** A file of `pipelines/` that cannot be used, and why: a sentence with file and line. */
export interface RefusedFile {
  /** The rule, by its file's stem; null: a file of features. */
  readonly rule: string | null
  readonly error: Error
}

/** What `pipelines/` holds: what can be used of it, and what is refused. */
export interface RuleFiles {
  readonly rules: readonly RuleDefinition[]
  readonly refused: readonly RefusedFile[]
}

/** Every rule of `pipelines/rules/`, tied to its thresholds and features. Throws for the first file that is refused. */
export function readRules(home: string, thresholds: Thresholds): RuleDefinition[] {
  const { rules, refused } = readRuleFiles(home, thresholds)
  if (refused[0]) throw refused[0].error
  return [...rules]
}

/** The same, file by file: one that is refused stops no other. The folder is the registry. */
export function readRuleFiles(home: string, thresholds: Thresholds): RuleFiles {
  const folder = join(home, 'pipelines', 'rules')
  const refused: RefusedFile[] = []
  const features = readFeatures(home, refused)
  const rules = filesOf(folder, '.sql').flatMap(file => {
    const path = join(folder, file)
    const rule = basename(file, '.sql')
    return attempt(refused, rule, () => {
      const source = parseRule(path, rule, readFileSync(path, 'utf8'))
      return defineRule(path, source, thresholds[source.id] ?? {}, features)
    })
  })
  return { rules, refused }
}

/** Every declared feature, by name, from all files of `pipelines/features/`; files that are refused go to `refused`. */
export function readFeatures(home: string, refused: RefusedFile[] = []): ReadonlyMap<string, Feature> {
  const folder = join(home, 'pipelines', 'features')
  const features = new Map<string, Feature>()
  for (const file of filesOf(folder, '.yaml')) {
    const path = join(folder, file)
    for (const declared of attempt(refused, null, () => readYaml(path, featureFile))) {
      for (const [name, feature] of Object.entries(declared)) {
        const twice = new RuleError(`${path}: ${name}: another file declares this feature too`)
        if (features.has(name)) refused.push({ rule: null, error: twice })
        else features.set(name, { ...feature, name } as Feature)
      }
    }
  }
  return features
}

/** What `read` gives, or nothing where it refuses the file. */
function attempt<T>(refused: RefusedFile[], rule: string | null, read: () => T): T[] {
  try {
    return [read()]
  } catch (error) {
    if (!(error instanceof Error && ['RuleError', 'ConfigError'].includes(error.name))) throw error
    refused.push({ rule, error })
    return []
  }
}

/** The cases file beside a rule. */
export function casesPath(home: string, rule: string): string {
  return join(home, 'pipelines', 'rules', `${rule}.cases.csv`)
}

function filesOf(folder: string, ending: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter(name => name.endsWith(ending))
    .sort()
}
