import { columnOf } from '../events/catalogue.js'
import { type FirstFeature, featureColumn, firstLookup } from './feature.js'

/**
 * SQL of the `since: first` features for the rows `s` of the work list. Features that look for the same first event
 * share one look-up: the smallest {since, id, …} among the matching events up to the row itself.
 */
export function firstLookupsSql(features: readonly FirstFeature[]): string[] {
  return [...grouped(features)].map(([alias, group]) => `${lookupSql(group)} AS ${alias}`)
}

export function firstFeaturesSql(features: readonly FirstFeature[]): string[] {
  return features.map(feature => {
    const found = firstLookup(feature)
    const value =
      feature.take === undefined
        ? `(epoch_us(event_at) - epoch_us(${found}.since)) / 60000000.0::DOUBLE`
        : `${found}.${fieldOf(feature.take)}`
    return `${value} AS ${featureColumn(feature)}`
  })
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

function grouped(features: readonly FirstFeature[]): Map<string, FirstFeature[]> {
  const groups = new Map<string, FirstFeature[]>()
  for (const feature of features) {
    const alias = firstLookup(feature)
    groups.set(alias, [...(groups.get(alias) ?? []), feature])
  }
  return groups
}

function lookupSql(group: readonly FirstFeature[]): string {
  const feature = group[0] as FirstFeature
  const taken = new Set(group.map(({ take }) => take).filter(take => take !== undefined && take !== 'id'))
  const fields = [...taken].map(take => `, ${fieldOf(take as string)}: t.${columnOf(take as string)}`).join('')
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
