import {
  type Feature,
  type FirstFeature,
  featureColumn,
  isFirst,
  isLookup,
  isWindowed,
  keyOf,
  type NeededRead,
  type Read,
  type WindowedFeature,
} from './feature.js'
import { neededBy } from './needed.js'
import { covers } from './reads.js'
import type { RuleDefinition, RuleVersion } from './rule-version.js'
import type { DetectionPlan, Reach } from './store.js'
import { isSweepVersion, type SweepVersion } from './sweep.js'
import type { WindowShape } from './window.js'

/** Every rule version that judges something, with the features that they need, each once under its column's name. */
export class RuleSet implements DetectionPlan {
  /** Those that judge each link and charge. */
  readonly versions: readonly RuleVersion[]
  /** Those that look at periods of history. */
  readonly sweeps: readonly SweepVersion[]
  readonly windowed: readonly WindowedFeature[]
  readonly first: readonly FirstFeature[]
  readonly reach: Reach
  readonly reads: readonly Read[]
  readonly needed: readonly NeededRead[]
  readonly #byVersion: ReadonlyMap<string, RuleDefinition>

  constructor(versions: readonly RuleVersion[]) {
    this.versions = versions.filter(version => !isSweepVersion(version))
    this.sweeps = versions.filter(isSweepVersion)
    const features = distinctFeatures(versions)
    this.windowed = features.filter(isWindowed)
    this.first = features.filter(isFirst)
    this.reach = reachOf(this.windowed)
    this.reads = distinctReads(features)
    this.needed = neededBy(this.versions)
    this.#byVersion = new Map(versions.map(({ definition, version }) => [`${definition.id} ${version}`, definition]))
  }

  definition(rule: string, version: string): RuleDefinition {
    const definition = this.#byVersion.get(`${rule} ${version}`)
    if (!definition) throw new Error(`rule ${rule} has no version ${version}`)
    return definition
  }

  /** What the window must keep for these features. */
  get shape(): WindowShape {
    const read = this.reads.filter(({ of }) => of === 'link' || of === 'charge').map(({ by }) => by)
    const chains = [...new Set(['account', ...this.windowed.map(keyOf), ...this.first.map(keyOf), ...read])]
    const fields = this.windowed.flatMap(({ per, where, distinct, most }) => [
      ...per,
      ...Object.keys(where),
      distinct,
      most,
    ])
    return { fields: [...new Set([...chains, ...fields.filter(field => field !== undefined)])], chains }
  }
}

/** Features under the names of their columns; two versions of a rule may share one or mean different ones by one name. */
function distinctFeatures(versions: readonly RuleVersion[]): Feature[] {
  const features = new Map<string, Feature>()
  for (const feature of versions.flatMap(version => version.definition.features)) {
    const name = featureColumn(feature)
    features.set(name, isWindowed(feature) ? { ...feature, name } : feature)
  }
  return [...features.values()]
}

/** Without those that another one covers: each of them costs a scan of history where something comes late. */
function distinctReads(features: readonly Feature[]): Read[] {
  const reads: Read[] = []
  for (const read of features.filter(isLookup).flatMap(feature => feature.reads)) {
    if (reads.some(other => covers(other, read))) continue
    reads.splice(0, reads.length, ...reads.filter(other => !covers(read, other)), read)
  }
  return reads
}

function reachOf(features: readonly WindowedFeature[]): Reach {
  const reach = new Map<string, number>()
  for (const feature of features) reach.set(keyOf(feature), Math.max(reach.get(keyOf(feature)) ?? 0, feature.within))
  return reach
}
