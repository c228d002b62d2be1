import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { type Feature, featureFile, featureNames } from '../detect/feature.js'
import { parseRule, placeholdersOf, RuleError, type RuleSource, wordsOf } from '../detect/rule.js'
import { defineRule, type RuleDefinition } from '../detect/rule-version.js'
import { type Thresholds, thresholdsOf } from './config.js'
import { checked, type Layer, yamlOf } from './yaml.js'

/** A file of `pipelines/` that cannot be used, and why: a sentence with file and line. */
export interface RefusedFile {
  /** The rule, by its file's stem; null: a file of features. */
  readonly rule: string | null
  readonly error: Error
  /** The feature, where one of a file is refused. */
  readonly feature?: string
}

/** What `pipelines/` holds: what can be used of it, and what is refused. */
export interface RuleFiles {
  readonly rules: readonly RuleDefinition[]
  readonly refused: readonly RefusedFile[]
  readonly features: Features
}

/** A declared feature, and where its SQL begins if it has any: for whoever finds something wrong in it. */
export interface DeclaredFeature {
  readonly feature: Feature
  readonly path: string
  /** The line of its file on which the first line of its SQL stands. */
  readonly sqlLine: number
}

/** By name. */
export type Features = ReadonlyMap<string, DeclaredFeature>

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
  const features = readDeclared(home, refused)
  const named = plain(features)
  const broken = [...refused]
  const rules = filesOf(folder, '.sql').flatMap(file => {
    const path = join(folder, file)
    const rule = basename(file, '.sql')
    return attempt(refused, rule, () => {
      const source = parseRule(path, rule, textOf(path))
      checkNamed(path, source, broken)
      return defineRule(path, source, thresholdsOf(thresholds, source.id), named)
    })
  })
  return { rules, refused, features }
}

/** Throws for a rule that names a feature which is refused: that one is to blame. */
function checkNamed(path: string, { sql, reason }: RuleSource, broken: readonly RefusedFile[]): void {
  const named = new Set([...wordsOf(sql), ...placeholdersOf(`${reason.ja} ${reason.en}`)])
  const culprit = broken.find(({ feature }) => feature !== undefined && named.has(feature))
  if (!culprit) return
  throw new RuleError(
    `${path}: nothing wrong here, but with the feature ${culprit.feature} that it names: ${culprit.error.message}`,
  )
}

/** Every declared feature, by name, from all files of `pipelines/features/`; files that are refused are passed over. */
export function readFeatures(home: string): ReadonlyMap<string, Feature> {
  return plain(readDeclared(home, []))
}

function plain(features: Features): ReadonlyMap<string, Feature> {
  return new Map([...features].map(([name, { feature }]) => [name, feature]))
}

function readDeclared(home: string, refused: RefusedFile[]): Features {
  const folder = join(home, 'pipelines', 'features')
  const features = new Map<string, DeclaredFeature>()
  for (const file of filesOf(folder, '.yaml')) {
    const path = join(folder, file)
    for (const layer of attempt(refused, null, () => checkedNames(path))) {
      for (const name of Object.keys(layer.value as object)) {
        for (const feature of attempt(refused, null, () => featureIn(layer, name), name)) {
          const twice = new RuleError(`${path}: ${name}: another file declares this feature too`)
          if (features.has(name)) refused.push({ rule: null, error: twice })
          else features.set(name, { feature: { ...feature, name } as Feature, path, sqlLine: sqlLineOf(layer, name) })
        }
      }
    }
  }
  return features
}

function checkedNames(path: string): Layer {
  const layer = yamlOf(path)
  checked([layer], featureNames)
  return layer
}

/** One by one: a slip in a feature takes no other with it. */
function featureIn(layer: Layer, name: string) {
  const value = { [name]: (layer.value as Record<string, unknown>)[name] }
  return checked([{ ...layer, value }], featureFile)[name]
}

/** A text of several lines begins below its key. */
function sqlLineOf({ lineOf, value }: Layer, name: string): number {
  const { sql = '' } = (value as Record<string, { sql?: string }>)[name] ?? {}
  return (lineOf([name, 'sql']) ?? 1) + (sql.includes('\n') ? 1 : 0)
}

/** What `read` gives, or nothing where it refuses the file. */
function attempt<T>(refused: RefusedFile[], rule: string | null, read: () => T, feature?: string): T[] {
  try {
    return [read()]
  } catch (error) {
    if (!(error instanceof Error && ['RuleError', 'ConfigError'].includes(error.name))) throw error
    refused.push({ rule, error, ...(feature === undefined ? {} : { feature }) })
    return []
  }
}

const UTF8 = new TextDecoder('utf-8', { fatal: true })

/** A file saved as Shift_JIS would show staff a reason that nobody can read. */
function textOf(path: string): string {
  const bytes = readFileSync(path)
  try {
    return UTF8.decode(bytes)
  } catch {
    throw new RuleError(`${path}: not UTF-8; save the file as UTF-8`)
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
