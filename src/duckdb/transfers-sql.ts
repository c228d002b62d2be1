import { columnOf, fieldsOf } from '../events/catalogue.js'

const linkFields = new Set(fieldsOf('link').map(field => field.name))
const chargeFields = new Set(fieldsOf('charge').map(field => field.name))

/** Microseconds; [from, to). */
export interface Bounds {
  readonly from: number
  readonly to: number
}

/** Links and charges with the named fields (NULL where a type lacks one) and their `account_key`, between two instants. */
export function transfersSql(fields: readonly string[], bounds: Bounds, withHolder = false): string {
  return `(${branch('link', fields, bounds, withHolder)} UNION ALL ${branch('charge', fields, bounds, withHolder)})`
}

/** From the first to just after the last of some instants; null without any. */
export function boundsOf(events: readonly { readonly at: number }[]): Bounds | null {
  if (events.length === 0) return null
  const bounds = { from: Number.POSITIVE_INFINITY, to: Number.NEGATIVE_INFINITY }
  for (const { at } of events) {
    bounds.from = Math.min(bounds.from, at)
    bounds.to = Math.max(bounds.to, at + 1)
  }
  return bounds
}

function branch(type: 'link' | 'charge', fields: readonly string[], bounds: Bounds, withHolder: boolean): string {
  const known = type === 'link' ? linkFields : chargeFields
  const columns = fields.filter(field => field !== 'holder').map(field => selected(field, known))
  const holder = withHolder
    ? [`${type === 'link' ? 'holder_at(t.account_key, t.event_at)' : 'NULL::VARCHAR'} AS holder`]
    : []
  return `SELECT ${['t.id', `'${type}' AS type`, 't.event_at', 't.account_key', ...columns, ...holder].join(', ')}
    FROM ${type}s t WHERE ${boundsSql('t.event_at', bounds)}`
}

function selected(field: string, known: ReadonlySet<string>): string {
  const column = columnOf(field)
  return known.has(field) ? `t.${column}` : `NULL AS ${column}`
}

/** Literal bounds prune row groups; a bound that comes from a table does not. */
export function boundsSql(column: string, { from, to }: Bounds): string {
  const conditions = [
    ...(Number.isFinite(from) ? [`${column} >= make_timestamptz(${from})`] : []),
    ...(Number.isFinite(to) ? [`${column} < make_timestamptz(${to})`] : []),
  ]
  return conditions.length > 0 ? conditions.join(' AND ') : 'true'
}
