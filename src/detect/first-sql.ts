import { columnOf } from '../events/catalogue.js'
import { type FirstFeature, featureColumn, firstLookup } from './feature.js'

type Group = readonly [FirstFeature, ...FirstFeature[]]

/** Features that look for the same first event share one look-up; its name. */
export function firstGroups(features: readonly FirstFeature[]): ReadonlyMap<string, Group> {
  const groups = new Map<string, Group>()
  for (const feature of features) {
    const name = firstLookup(feature)
    const group = groups.get(name)
    groups.set(name, group ? [...group, feature] : [feature])
  }
  return groups
}

/** The fields of the first event, besides its id, that the features of a group take. */
export function takenFields(group: readonly FirstFeature[]): string[] {
  const taken = group.map(({ take }) => take).filter(take => take !== undefined && take !== 'id')
  return [...new Set(taken as string[])]
}

/**
 * SQL of the `since: first` features for the rows `s` of the work list, from all of history: the smallest
 * {since, id, …} among the matching events up to the row itself, under the name of the look-up.
 */
export function firstLookupsSql(features: readonly FirstFeature[]): string[] {
  return [...firstGroups(features)].map(([name, group]) => `${lookupSql(group)} AS ${name}`)
}

/** The features of the rows `s`, from the results of the look-ups. */
export function firstFeaturesSql(features: readonly FirstFeature[]): string[] {
  return features.map(feature => {
    const found = firstLookup(feature)
    const value =
      feature.take === undefined ? minutesSql(`epoch_us(${found}.since)`) : `${found}.${fieldOf(feature.take)}`
    return `${value} AS ${featureColumn(feature)}`
  })
}

/** The columns in which memory hands the features of first events to SQL: microseconds or texts. */
export function firstColumns(features: readonly FirstFeature[]): FirstColumn[] {
  return features.map(feature => ({
    feature,
    column: featureColumn(feature),
    isInstant: feature.take === undefined || feature.take === 'walletOpenedAt',
  }))
}

export interface FirstColumn {
  readonly feature: FirstFeature
  readonly column: string
  readonly isInstant: boolean
}

/** The features of the rows `s`, from these columns of `f`. */
export function firstRecalledSql(features: readonly FirstFeature[]): string[] {
  return firstColumns(features).map(({ feature, column, isInstant }) => {
    if (feature.take === undefined) return `${minutesSql(`f.${column}`)} AS ${column}`
    return isInstant ? `make_timestamptz(f.${column}::BIGINT) AS ${column}` : `f.${column}`
  })
}

function minutesSql(since: string): string {
  return `(epoch_us(s.event_at) - ${since}) / 60000000.0::DOUBLE`
}

/** Condition under which an event `t` is one that the feature looks for. */
export function matchSql(feature: FirstFeature, t: string): string {
  const conditions = Object.entries(feature.where).map(([field, values]) => whereSql(`${t}.${columnOf(field)}`, values))
  return conditions.length > 0 ? conditions.join(' AND ') : 'true'
}

/** Condition under which `t` and `s` have the same key. */
export function sameKeySql(feature: FirstFeature, t: string, s: string): string {
  const further = feature.per
    .filter(field => field !== 'account')
    .map(field => `${t}.${columnOf(field)} = ${s}.${columnOf(field)}`)
  return [...(feature.per.includes('account') ? [`${t}.account_key = ${s}.account_key`] : []), ...further].join(' AND ')
}

/**
 * The first matching event of every key of a group. The key is its values with a bar before each; then microseconds; then
 * the record: the id and what is taken of the event, with bars between. No field has a bar; an absent one is empty.
 */
export function firstsSql(group: Group): string {
  const [feature] = group
  const columns = feature.per.map(field => `t.${columnOf(field)}`)
  const takes = takenFields(group)
  const fields = takes.map(take => `, ${fieldOf(take)}: t.${columnOf(take)}`).join('')
  const taken = takes.map(take => {
    const value = `first.${fieldOf(take)}`
    return `coalesce((${take === 'walletOpenedAt' ? `epoch_us(${value})` : value})::VARCHAR, '')`
  })
  return `SELECT key, epoch_us(first.since)::DOUBLE, concat_ws('|', ${['first.id', ...taken].join(', ')}) FROM (
    SELECT concat(${columns.map(column => `'|', ${column}`).join(', ')}) AS key, min({since: t.event_at, id: t.id${fields}}) AS first
    FROM ${feature.of}s t
    WHERE ${matchSql(feature, 't')} AND ${columns.map(column => `${column} IS NOT NULL`).join(' AND ')}
    GROUP BY ${columns.join(', ')})`
}

function lookupSql(group: Group): string {
  const [feature] = group
  const fields = takenFields(group)
    .map(take => `, ${fieldOf(take)}: t.${columnOf(take)}`)
    .join('')
  return `(
    SELECT min({since: t.event_at, id: t.id${fields}}) FROM ${feature.of}s t
    WHERE ${sameKeySql(feature, 't', 's')} AND ${matchSql(feature, 't')}
      AND t.event_at <= s.event_at AND (t.event_at < s.event_at OR t.id <= s.id)
  )`
}

/** A struct field that is no reserved word. */
function fieldOf(take: string): string {
  return take === 'id' ? 'id' : `taken_${columnOf(take)}`
}

function whereSql(column: string, values: readonly string[] | null | undefined): string {
  if (values === null || values === undefined) return `${column} IS NULL`
  return `${column} IN (${values.map(value => `'${value.replaceAll("'", "''")}'`).join(', ')})`
}
