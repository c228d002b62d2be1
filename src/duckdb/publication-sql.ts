import type { Microseconds } from '../events/time.js'
import type { Counting } from '../ledger/publication.js'

/** Columns of a cell, instants as UTC microseconds; the names in camel case are those of PublishedCell. */
export const CELL_COLUMNS = [
  'basis',
  'provider',
  'bank',
  'state',
  'cases',
  'yen',
  'cases_so_far',
  'yen_so_far',
  'accounts',
  'charges',
  'prevented_yen',
  'recovered_yen',
  'net_yen',
  'first_occurred_at',
  'last_occurred_at',
  'cases_after_stop',
  'yen_after_stop',
  'links',
  'cases_per_100k_links',
  'rate_low',
  'rate_high',
  'stopped_at',
] as const

/** Columns of a claim; the names in camel case are those of PublishedClaim. */
export const CLAIM_COLUMNS = [
  'claim',
  'counted',
  'provider',
  'bank',
  'account',
  'status',
  'reason',
  'yen',
  'compensation',
  'paid_yen',
  'prevented_yen',
  'recovered_yen',
  'occurred_at',
  'occurred_to',
  'charges',
  'channel',
  'after_stop',
  'first_recorded_at',
  'words',
] as const

export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

function instantSql(at: Microseconds): string {
  return `make_timestamptz(${at})`
}

function channelsSql({ channels }: Counting): string {
  return channels === null ? 'NULL' : `[${channels.map(quoted).join(', ')}]`
}

/** The cells of one column as the database has them now, in the columns of `publication_cells`. */
export function cellsSql(asOf: Microseconds, counting: Counting): string {
  return `
    WITH first_stops AS (
      SELECT s.provider, s.bank, min(s.event_at) AS stopped_at
      FROM suspensions s
      WHERE s.event_at <= ${instantSql(asOf)} AND s.status = 'suspended' AND list_contains(s.operations, 'register')
      GROUP BY s.provider, s.bank
    )
    SELECT d.*, least(own_bank.stopped_at, every_bank.stopped_at) AS stopped_at
    FROM damage(${instantSql(asOf)}, ${quoted(counting.basis)}, channels := ${channelsSql(counting)}) d
    LEFT JOIN first_stops own_bank ON own_bank.provider = d.provider AND own_bank.bank = d.bank
    LEFT JOIN first_stops every_bank ON every_bank.provider = d.provider AND every_bank.bank = '*'`
}

/** Every claim known at a moment as the database has it now, in the columns of `publication_claims`. */
export function claimsSql(asOf: Microseconds, countings: readonly Counting[]): string {
  const counted = countings.map(
    counting => `CASE WHEN is_counted(${quoted(counting.basis)}, k.status, k.compensation)
      AND is_of_channels(k.channel, ${channelsSql(counting)}) THEN ${quoted(counting.basis)} END`,
  )
  return `
    WITH told AS (
      SELECT w.claim, list({id: w.id, event_at: w.event_at} ORDER BY w.event_at, w.id) AS words
      FROM (
        SELECT claim, id, event_at FROM claims UNION ALL SELECT claim, id, event_at FROM compensations
      ) w
      WHERE w.event_at <= ${instantSql(asOf)}
      GROUP BY w.claim
    )
    SELECT k.*, t.words, list_filter([${counted.join(', ')}], lambda b: b IS NOT NULL)::VARCHAR[] AS counted
    FROM claims_and_stops(${instantSql(asOf)}) k
    JOIN told t ON t.claim = k.claim`
}
