import { canonical } from '../events/content.js'
import { periodStart } from '../events/time.js'
import { type RuleDefinition, type RuleVersion, versionOf } from './rule-version.js'

/** A line of the table `rules`: from `from` on, this version judges; `removed` where the rule ends. */
export interface HistoryEntry {
  readonly rule: string
  readonly version: string
  /** UTC microseconds; null: from the beginning. */
  readonly from: number | null
  /** The definition as canonical JSON. */
  readonly definition: string
}

export const REMOVED = 'removed'

/**
 * What must be added to the history so that it ends with the current rules. A change takes effect from the start of the
 * period that holds the newest stored event, so that one alert has one version; without events it always was so.
 */
export function newEntries(
  history: readonly HistoryEntry[],
  current: readonly RuleDefinition[],
  newestAt: number | null,
): HistoryEntry[] {
  const latest = new Map(history.map(entry => [entry.rule, entry]))
  const effectiveFrom = (definition: RuleDefinition) =>
    newestAt === null ? null : periodStart(definition.period, newestAt)
  const changed = current
    .map(definition => ({ definition, version: versionOf(definition) }))
    .filter(({ definition, version }) => latest.get(definition.id)?.version !== version)
    .map(({ definition, version }) => ({
      rule: definition.id,
      version,
      from: effectiveFrom(definition),
      definition: canonical(definition),
    }))
  const ids = new Set(current.map(({ id }) => id))
  const removed = [...latest.values()]
    .filter(entry => !ids.has(entry.rule) && entry.version !== REMOVED)
    .map(entry => ({ ...entry, version: REMOVED, from: effectiveFrom(JSON.parse(entry.definition)) }))
  return [...changed, ...removed]
}

/**
 * What must be added to the history so that the current rules judge everything from an instant on: each from the start of
 * its period that holds it, so that one alert has one version. Nothing for a rule of which that is so already.
 */
export function entriesFrom(
  history: readonly HistoryEntry[],
  current: readonly RuleDefinition[],
  at: number,
): HistoryEntry[] {
  const versions = versionsOf(history)
  const entries = current.flatMap((definition): HistoryEntry[] => {
    const [rule, version, from] = [definition.id, versionOf(definition), periodStart(definition.period, at)]
    const judges = versions.some(
      known =>
        known.definition.id === rule &&
        known.version === version &&
        known.to === null &&
        (known.from === null || known.from <= from),
    )
    return judges ? [] : [{ rule, version, from, definition: canonical(definition) }]
  })
  const ids = new Set(current.map(({ id }) => id))
  const gone = new Map(versions.map(known => [known.definition.id, known.definition]))
  const removed = [...gone].flatMap(([rule, definition]): HistoryEntry[] => {
    const from = periodStart(definition.period, at)
    const judges = versions.some(known => known.definition.id === rule && (known.to === null || known.to > from))
    if (ids.has(rule) || !judges) return []
    return [{ rule, version: REMOVED, from, definition: canonical(definition) }]
  })
  return [...entries, ...removed]
}

/**
 * What must be added to a history so that it says the same as the published one, in which an entry that is made again
 * stands at its newest place; undefined where it has entries that were never published.
 */
export function entriesBehind(
  own: readonly HistoryEntry[],
  published: readonly HistoryEntry[],
): readonly HistoryEntry[] | undefined {
  const theirs = new Set(published.map(keyOf))
  const keys = own.map(keyOf)
  if (keys.some(key => !theirs.has(key))) return undefined
  const newest = keys.filter((key, i) => keys.lastIndexOf(key) === i)
  const first = published.findIndex((entry, i) => keyOf(entry) !== newest[i])
  return first === -1 ? [] : published.slice(first)
}

function keyOf({ rule, version, from }: HistoryEntry): string {
  return `${rule}|${from ?? ''}|${version}`
}

/** The versions with the spans of event time that each of them judges. A version that was replaced before its time judges nothing. */
export function versionsOf(history: readonly HistoryEntry[]): RuleVersion[] {
  const versions: RuleVersion[] = []
  for (const [i, entry] of history.entries()) {
    const later = history.slice(i + 1).filter(next => next.rule === entry.rule)
    if (later.some(next => next.from === null || (entry.from !== null && next.from <= entry.from))) continue
    const to = later.reduce<number | null>(
      (least, { from }) => (least === null || (from !== null && from < least) ? from : least),
      null,
    )
    if (entry.version === REMOVED) continue
    versions.push({ definition: JSON.parse(entry.definition), version: entry.version, from: entry.from, to })
  }
  return versions
}

/**
 * The current rules and, of each rule whose file is refused, the version that the history ends with: a slip in a file
 * neither ends a rule nor retracts its alerts.
 */
export function withPrevious(
  history: readonly HistoryEntry[],
  current: readonly RuleDefinition[],
  refused: ReadonlySet<string>,
): RuleDefinition[] {
  const latest = new Map(history.map(entry => [entry.rule, entry]))
  const previous = [...refused].flatMap(rule => {
    const entry = latest.get(rule)
    return entry && entry.version !== REMOVED ? [JSON.parse(entry.definition) as RuleDefinition] : []
  })
  const broken = new Set(previous.map(({ id }) => id))
  return [...current.filter(({ id }) => !broken.has(id)), ...previous]
}
