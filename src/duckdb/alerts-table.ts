import type { AlertFacts } from '../detect/alert.js'
import type { SavedAlert, StoredAlert } from '../detect/store.js'
import type { Column } from './append.js'
import type { Scratch } from './scratch.js'
import type { Statements } from './statements.js'
import { texts } from './tally-rails.js'
import { type Bounds, boundsSql } from './transfers-sql.js'
import { writeRows } from './write-rows.js'

const SHOWN_MAX = 100
const SEVERITIES = "['info', 'low', 'medium', 'high', 'critical']"

function smallest(column: string): string {
  return `list_sort(map_keys(histogram(${column})))[1:${SHOWN_MAX}]`
}

/** The last firing event brings what is the same for all. Aggregates of a few kinds: each further one costs time. */
const FACTS = `
  SELECT
    alert_id,
    max_by({
      rule: rule, version: rule_version, mode: mode, entity_type: entity_type, entity_id: entity_id,
      period_from: epoch_us(period_from), period_to: epoch_us(period_to), event_at: epoch_us(event_at),
      two_factor: two_factor, features: features, observed: observed
    }, {since: event_at, id: event_id}),
    ${SEVERITIES}[max(list_position(${SEVERITIES}, severity))], epoch_us(min(known_at)),
    min({since: epoch_us(event_at), id: event_id}, ${SHOWN_MAX}) AS earliest, count(*), coalesce(sum(yen), 0)::BIGINT,
    ${smallest('account')}, ${smallest('wallet')}, map_keys(histogram(provider || '|' || bank))`

/** The alerts of `wanted_alerts`, whose periods begin in a span. */
function wantedSql(span: Bounds): string {
  return `FROM alerts WHERE ${boundsSql('period_from', span)} AND id IN (FROM wanted_alerts)`
}

/** The alerts that the next statements are about. */
export async function wantAlerts(scratch: Scratch, alertIds: readonly string[]): Promise<void> {
  await scratch.empty('wanted_alerts', '(id VARCHAR)')
  await scratch.append('wanted_alerts', [{ kind: 'text', of: (id: string) => id }], alertIds)
}

/** What the firing events of an alert say, and their rails as `provider|bank`. */
export interface FoundFacts {
  readonly facts: AlertFacts
  readonly rails: readonly string[]
}

/** What the firing events of the wanted alerts, which lie in a span, say now; alerts that nothing fires are left out. */
export async function alertFacts(statements: Statements, span: Bounds): Promise<FoundFacts[]> {
  const rows = await statements.lists(`${FACTS}
    FROM alert_events WHERE ${boundsSql('event_at', span)} AND alert_id IN (FROM wanted_alerts)
    GROUP BY alert_id ORDER BY earliest[1].since, alert_id`)
  return rows.map(foundFacts)
}

interface LastEvent {
  readonly rule: string
  readonly version: string
  readonly mode: string
  readonly entity_type: string
  readonly entity_id: string
  readonly period_from: bigint
  readonly period_to: bigint
  readonly event_at: bigint
  readonly two_factor: string
  readonly features: string
  readonly observed: string
}

function foundFacts(row: readonly unknown[]): FoundFacts {
  const [id, last, severity, knownAt, earliest, eventCount, yen, accounts, wallets, rails] = row as [
    string,
    LastEvent,
    string,
    bigint,
    { since: bigint; id: string }[],
    bigint,
    bigint,
    string[],
    string[] | null,
    string[],
  ]
  const facts = {
    id,
    rule: last.rule,
    ruleVersion: last.version,
    mode: last.mode,
    severity,
    entity: { type: last.entity_type, id: last.entity_id },
    periodFrom: Number(last.period_from),
    periodTo: Number(last.period_to),
    firstAt: Number(earliest[0]?.since),
    lastAt: Number(last.event_at),
    knownAt: Number(knownAt),
    events: earliest.map(event => event.id),
    eventCount: Number(eventCount),
    yen: Number(yen),
    providers: parts(rails, 0),
    banks: parts(rails, 1),
    accounts,
    // Claims name no wallet.
    wallets: wallets ?? [],
    twoFactor: last.two_factor,
    features: JSON.parse(last.features),
    observed: JSON.parse(last.observed),
  }
  return { facts, rails }
}

/** The providers of rails, or their banks: distinct, sorted, the smallest. */
function parts(rails: readonly string[], part: 0 | 1): string[] {
  return [...new Set(rails.map(rail => rail.split('|')[part] as string))].sort().slice(0, SHOWN_MAX)
}

/** An alert that is stored, and when its first event was; null: it is retracted. */
export interface FoundAlert {
  readonly alert: StoredAlert
  readonly firstAt: number | null
}

/** The wanted alerts that are stored. Most are new, so payloads are read only where any is found. */
export async function storedAlerts(statements: Statements, span: Bounds): Promise<FoundAlert[]> {
  const rows = await statements.values(`
    SELECT id, rule, entity.type, entity.id, epoch_us(period_from), epoch_us(period_to), mode, epoch_us(first_at)
    ${wantedSql(span)}`)
  if (rows.length === 0) return []
  const found = await statements.values(`SELECT id, payload ${wantedSql(span)}`)
  const payloads = new Map(found as unknown as [string, string][])
  return rows.map(row => {
    const [id, rule, type, entityId] = row as string[]
    const [periodFrom, periodTo] = row.slice(4, 6).map(Number)
    const [mode, firstAt] = row.slice(6)
    const key = { id, rule, entity: { type, id: entityId }, periodFrom, periodTo }
    const alert = { ...key, mode, payload: payloads.get(id as string) } as StoredAlert
    return { alert, firstAt: firstAt === null ? null : Number(firstAt) }
  })
}

type Payload = Record<string, unknown>

/** A text column of the payload; a field that a retracted alert lacks is NULL. */
function of(field: string, kind: Column<SavedAlert>['kind'] = 'text'): Column<SavedAlert> {
  return { kind, of: ({ payload }) => (payload as Payload)[field] }
}

function fact(field: string): Column<SavedAlert> {
  return { kind: 'instant', of: ({ key }) => (key as unknown as Payload)[field] }
}

function json(field: string): Column<SavedAlert> {
  return {
    kind: 'text',
    of: ({ payload }) =>
      (payload as Payload)[field] === undefined ? null : JSON.stringify((payload as Payload)[field]),
  }
}

const columns: readonly Column<SavedAlert>[] = [
  of('id'),
  of('rule'),
  of('ruleVersion'),
  of('title', 'bilingual'),
  of('reason', 'bilingual'),
  of('severity'),
  of('status'),
  of('mode'),
  of('entity', 'entity'),
  fact('periodFrom'),
  fact('periodTo'),
  fact('firstAt'),
  fact('lastAt'),
  fact('knownAt'),
  of('events', 'texts'),
  of('eventCount', 'bigint'),
  of('yen', 'bigint'),
  of('providers', 'texts'),
  of('banks', 'texts'),
  of('accounts', 'texts'),
  of('wallets', 'texts'),
  of('twoFactor'),
  json('features'),
  of('runbook'),
  { kind: 'text', of: ({ payload }) => JSON.stringify(payload) },
]

/** Stores some of the wanted alerts; those of them that are `stored` already are replaced. */
export async function saveAlerts(
  statements: Statements,
  alerts: readonly SavedAlert[],
  stored: ReadonlySet<string>,
  span: Bounds,
): Promise<void> {
  const replaced = alerts.map(({ key }) => key.id).filter(id => stored.has(id))
  if (replaced.length > 0) {
    const within = `${boundsSql('period_from', span)} AND id IN (SELECT unnest($1::VARCHAR[]))`
    await statements.db.run(`DELETE FROM alerts WHERE ${within}`, [texts(replaced)])
  }
  await writeRows(statements, 'alerts', columns, alerts)
}
