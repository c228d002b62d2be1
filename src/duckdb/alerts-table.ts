import type { AlertFacts } from '../detect/alert.js'
import type { SavedAlert, StoredAlert } from '../detect/store.js'
import { appendRows, type Column } from './append.js'
import type { Database } from './database.js'
import { stageIds } from './tables.js'

const SHOWN_MAX = 100
const SEVERITIES = "['info', 'low', 'medium', 'high', 'critical']"

function smallest(column: string): string {
  return `list_sort(list_distinct(list(${column})))[1:${SHOWN_MAX}]`
}

const FACTS_SQL = `
  SELECT
    alert_id, any_value(rule), max(rule_version), max(mode),
    ${SEVERITIES}[max(list_position(${SEVERITIES}, severity))],
    any_value(entity_type), any_value(entity_id),
    epoch_us(any_value(period_from)), epoch_us(any_value(period_to)),
    epoch_us(min(event_at)), epoch_us(max(event_at)), epoch_us(min(known_at)),
    list(event_id ORDER BY event_at, event_id)[1:${SHOWN_MAX}], count(*), coalesce(sum(yen), 0)::BIGINT,
    ${smallest('provider')}, ${smallest('bank')}, ${smallest('account')}, ${smallest('wallet')},
    max_by({two_factor: two_factor, features: features, observed: observed}, {since: event_at, id: event_id})
  FROM alert_events
  WHERE alert_id IN (FROM wanted_alerts)
  GROUP BY alert_id
  ORDER BY min(event_at), alert_id`

/** What the firing events of these alerts say now; those that nothing fires are left out. */
export async function alertFacts(db: Database, alertIds: readonly string[]): Promise<AlertFacts[]> {
  await stageIds(db, 'wanted_alerts', alertIds)
  return (await db.lists(FACTS_SQL)).map(row => {
    const [id, rule, ruleVersion, mode, severity, entityType, entityId] = row as string[]
    const [periodFrom, periodTo, firstAt, lastAt, knownAt] = row.slice(7, 12).map(Number)
    const [events, eventCount, yen, providers, banks, accounts, wallets, last] = row.slice(12)
    const { two_factor, features, observed } = last as Record<string, string>
    return {
      id,
      rule,
      ruleVersion,
      mode,
      severity,
      entity: { type: entityType, id: entityId },
      periodFrom,
      periodTo,
      firstAt,
      lastAt,
      knownAt,
      events,
      eventCount: Number(eventCount),
      yen: Number(yen),
      providers,
      banks,
      accounts,
      wallets,
      twoFactor: two_factor,
      features: JSON.parse(features as string),
      observed: JSON.parse(observed as string),
    } as AlertFacts
  })
}

export async function storedAlerts(db: Database, alertIds: readonly string[]): Promise<StoredAlert[]> {
  await stageIds(db, 'wanted_alerts', alertIds)
  const rows = await db.values(`
    SELECT id, rule, entity.type, entity.id, epoch_us(period_from), epoch_us(period_to), mode, payload
    FROM alerts WHERE id IN (FROM wanted_alerts)`)
  return rows.map(row => {
    const [id, rule, type, entityId, from, to, mode, payload] = row as [
      string,
      string,
      string,
      string,
      bigint,
      bigint,
      string | null,
      string,
    ]
    const period = { periodFrom: Number(from), periodTo: Number(to) }
    return { id, rule, entity: { type, id: entityId }, ...period, mode, payload }
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

/** Replaces the stored alerts of the same ids. */
export async function saveAlerts(db: Database, alerts: readonly SavedAlert[]): Promise<void> {
  if (alerts.length === 0) return
  await stageIds(
    db,
    'saved_alerts',
    alerts.map(({ key }) => key.id),
  )
  await db.run('DELETE FROM alerts WHERE id IN (FROM saved_alerts)')
  await appendRows(db.connection, 'alerts', columns, alerts)
}
