-- Yen that an earlier stop would have saved, at a reaction of so many minutes. Claimed charges: those that declared claims
-- known at $as_of name. An account's first alert: the smallest known_at of the firing events of open live alerts on that
-- account and the wallet that drained it, severity info left out. A charge counts as saved when it came at or after first
-- alert + reaction. Reaction 0 is a stop inside the transfer itself, so the very charge that fired is saved too.
WITH claimed AS (
  SELECT DISTINCT d.account, c.wallet, c.id, c.event_at, c.yen
  FROM (SELECT k.account, unnest(k.charges) AS charge FROM damage_claims($as_of, 'declared') k) d
  JOIN charges c ON c.id = d.charge
),
warnings AS (
  SELECT f.account, min(f.known_at) AS known_at
  FROM alert_events f
  JOIN alerts a ON a.id = f.alert_id
  SEMI JOIN claimed c ON c.account = f.account AND c.wallet = f.wallet
  WHERE a.status = 'open' AND a.mode = 'live' AND f.severity <> 'info' AND f.known_at <= $as_of::TIMESTAMPTZ
  GROUP BY f.account
)
SELECT
  r.minutes, coalesce(sum(c.yen), 0)::BIGINT AS named_yen, count(DISTINCT c.account) AS accounts,
  coalesce(sum(c.yen) FILTER (c.event_at >= w.known_at + to_minutes(r.minutes)), 0)::BIGINT AS saved_yen,
  count(DISTINCT c.account) FILTER (c.event_at >= w.known_at + to_minutes(r.minutes)) AS saved_accounts
FROM (VALUES (0), (5), (30), (240)) r(minutes)
LEFT JOIN claimed c ON true
LEFT JOIN warnings w ON w.account = c.account
GROUP BY r.minutes
ORDER BY r.minutes
