import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { type Feature, featureFile } from '../detect/feature.js'
import { parseRule, RuleError } from '../detect/rule.js'
import { defineRule, type RuleDefinition } from '../detect/rule-version.js'
import type { Thresholds } from './config.js'
import { readYaml } from './yaml.js'

/** Every declared feature, by name, from all files of `pipelines/features/`. */
export function readFeatures(home: string): ReadonlyMap<string, Feature> {
  const folder = join(home, 'pipelines', 'features')
  const features = new Map<string, Feature>()
  for (const file of filesOf(folder, '.yaml')) {
    for (const [name, feature] of Object.entries(readYaml(join(folder, file), featureFile))) {
      if (features.has(name))
        throw new RuleError(`${join(folder, file)}: ${name}: another file declares this feature too`)
      features.set(name, { ...feature, name } as Feature)
    }
  }
  return features
}

/** Every rule of `pipelines/rules/`, tied to its thresholds and features; the folder is the registry. */
export function readRules(home: string, thresholds: Thresholds): RuleDefinition[] {
  const folder = join(home, 'pipelines', 'rules')
  const features = readFeatures(home)
  return filesOf(folder, '.sql').map(file => {
    const path = join(folder, file)
    const source = parseRule(path, basename(file, '.sql'), readFileSync(path, 'utf8'))
    return defineRule(path, source, thresholds[source.id] ?? {}, features)
  })
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
