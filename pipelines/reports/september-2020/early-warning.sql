-- How early the rules spoke, and what acting on it would have saved.
--
-- Claims: those that the basis declared counts at $as_of. Claimed charges: the charges that these claims name; a claim that
-- names none counts among accounts and claimed_yen, but cannot be judged. An account's first alert is the smallest known_at
-- of the firing events of open live alerts on that account and the wallet that drained it, severity info left out, for
-- nobody would stop an account for it; what sweeps find is left out, for it is told when their hour or day is over.
-- known_at is event time: the rules needed nothing later than that.
--
-- A charge counts as saved when it came at or after first alert + reaction. Reaction 0 is a stop inside the transfer
-- itself, so the very charge that fired is saved too; saved_next_yen leaves that charge out: a hold from the next one on.
WITH declared AS (
  FROM damage_claims($as_of, 'declared')
),
claimed AS (
  SELECT DISTINCT k.account, c.wallet, c.id, c.event_at, c.yen
  FROM (SELECT d.account, unnest(d.charges) AS charge FROM declared d) k
  JOIN charges c ON c.id = k.charge
),
warnings AS (
  SELECT f.account, min(f.known_at) AS known_at
  FROM alert_events f
  JOIN alerts a ON a.id = f.alert_id
  SEMI JOIN claimed c ON c.account = f.account AND c.wallet = f.wallet
  WHERE a.status = 'open' AND a.mode = 'live' AND f.severity <> 'info' AND f.sweep_from IS NULL
  GROUP BY f.account
),
accounts AS (
  SELECT
    c.account, count(*) AS charges, min(c.event_at) AS first_charge_at, max(c.event_at) AS last_charge_at,
    any_value(w.known_at) AS known_at
  FROM claimed c
  LEFT JOIN warnings w ON w.account = c.account
  GROUP BY c.account
),
reactions AS (
  SELECT
    r.minutes,
    coalesce(sum(c.yen) FILTER (c.event_at >= w.known_at + to_minutes(r.minutes)), 0)::BIGINT AS yen,
    count(DISTINCT c.account) FILTER (c.event_at >= w.known_at + to_minutes(r.minutes)) AS accounts
  FROM (VALUES (0), (5), (30), (240)) r(minutes)
  CROSS JOIN claimed c
  LEFT JOIN warnings w ON w.account = c.account
  GROUP BY r.minutes
)
SELECT
  (SELECT count(DISTINCT d.account) FROM declared d) AS accounts,
  (SELECT coalesce(sum(d.yen), 0)::BIGINT FROM declared d) AS claimed_yen,
  (SELECT coalesce(sum(c.yen), 0)::BIGINT FROM claimed c) AS named_yen,
  (
    SELECT coalesce(sum(c.yen) FILTER (c.event_at > w.known_at), 0)::BIGINT
    FROM claimed c
    LEFT JOIN warnings w ON w.account = c.account
  ) AS saved_next_yen,
  count(*) AS accounts_with_charges,
  count(*) FILTER (a.charges > 1) AS accounts_of_several,
  count(a.known_at) AS warned,
  count(*) FILTER (a.known_at <= a.first_charge_at) AS warned_at_first,
  count(*) FILTER (a.known_at < a.last_charge_at) AS warned_before_last,
  count(*) FILTER (a.known_at <= a.first_charge_at AND a.known_at < a.last_charge_at) AS warned_in_time,
  count(*) FILTER (a.charges > 1 AND a.known_at <= a.first_charge_at AND a.known_at < a.last_charge_at)
    AS warned_in_time_of_several,
  (SELECT list({minutes: r.minutes, yen: r.yen, accounts: r.accounts} ORDER BY r.minutes) FROM reactions r) AS saved
FROM accounts a
