import { type EventType, eventTypes, tableOf } from '../events/catalogue.js'
import { wordsOf } from './rule.js'
import type { SweepDefinition } from './sweep.js'

/** Views and macros, and the types of events that change what they say; a table is read by its own type. */
const SOURCES: Readonly<Record<string, readonly EventType[]>> = {
  ...Object.fromEntries(eventTypes.map(type => [tableOf(type), [type]])),
  v_links: ['link'],
  v_first_links: ['link'],
  v_charges: ['charge'],
  v_claims: ['claim'],
  claims_at: ['claim'],
  damage: ['claim', 'exposure', 'inquiry'],
  holder_at: ['holder'],
  suspended_at: ['suspension'],
  uncertain_at: ['suspension'],
  adoption_at: ['adoption'],
  rail_limit_at: ['limit'],
  two_factor_at: ['two-factor', 'sim'],
}

/** Columns that the views add to links and charges. */
const COLUMNS: Readonly<Record<string, readonly EventType[]>> = {
  two_factor: ['two-factor', 'sim'],
  holder: ['holder'],
  adoption: ['adoption'],
  suspended: ['suspension'],
  uncertain: ['suspension'],
  limit_charge: ['limit'],
  limit_day: ['limit'],
  limit_month: ['limit'],
}

const OWN = /\b([a-z_]+)\s+as\s+(?:(?:not\s+)?materialized\s+)?\(/gi
const SOURCE = /\b(?:from|join)\s+([a-z_]+)|\b([a-z_]+)\s*\(/gi

/** A type whose late events would go unnoticed: the SQL names what it changes, and `reads` leaves it out. */
export function unreadType({ sql, reads }: SweepDefinition): { name: string; type: EventType } | undefined {
  const code = sql.replace(/--.*$/gm, '')
  const sources = [...code.matchAll(SOURCE)].map(([, table, macro]) => (table ?? macro ?? '').toLowerCase())
  const own = new Set([...code.matchAll(OWN)].map(([, name]) => name))
  const needed = [
    ...sources.filter(name => !own.has(name)).map(name => [name, SOURCES[name] ?? []] as const),
    ...[...wordsOf(code)].map(name => [name, COLUMNS[name] ?? []] as const),
  ]
  for (const [name, types] of needed) {
    const type = types.find(type => !reads.includes(type))
    if (type !== undefined) return { name, type }
  }
  return undefined
}
