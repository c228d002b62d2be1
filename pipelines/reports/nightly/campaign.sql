-- One campaign: the wallet that drained the most accounts of declared claims known at $as_of (of several the one with the
-- most yen). Its links of those accounts, the charges that the claims name, the first alert on each account with it, and
-- the first stop of new links of its rail, in order of time. loss_yen: the yen of the charge; 0 for all else.
WITH declared AS (FROM damage_claims($as_of, 'declared')),
drained AS (
  SELECT DISTINCT d.account, d.provider, d.bank, c.wallet, c.id, c.event_at, c.yen
  FROM (SELECT *, unnest(k.charges) AS charge FROM declared k) d
  JOIN charges c ON c.id = d.charge AND c.account = d.account
),
campaign AS (
  SELECT d.wallet, d.provider, count(DISTINCT d.account) AS accounts, sum(d.yen) AS yen
  FROM drained d
  GROUP BY d.wallet, d.provider
  ORDER BY accounts DESC, yen DESC, d.wallet, d.provider
  LIMIT 1
),
losses AS (
  SELECT d.* FROM drained d JOIN campaign c ON c.wallet = d.wallet AND c.provider = d.provider
),
steps AS (
  SELECT
    min(l.event_at) AS step_at, 1 AS place, 'link' AS kind, l.account AS subject, 0 AS yen,
    any_value(l.bank) AS bank, NULL AS severity
  FROM links l
  JOIN campaign c ON c.wallet = l.wallet AND c.provider = l.provider
  SEMI JOIN losses d ON d.account = l.account
  WHERE l.outcome = 'succeeded' AND l.event_at <= $as_of::TIMESTAMPTZ
  GROUP BY l.account
  UNION ALL BY NAME
  SELECT d.event_at AS step_at, 2 AS place, 'charge' AS kind, d.account AS subject, d.yen, d.bank FROM losses d
  UNION ALL BY NAME
  SELECT
    min(f.known_at) AS step_at, 3 AS place, 'alert' AS kind, f.account AS subject, 0 AS yen, any_value(f.bank) AS bank,
    ['info', 'low', 'medium', 'high', 'critical'][
      max(list_position(['info', 'low', 'medium', 'high', 'critical'], f.severity))] AS severity
  FROM alert_events f
  JOIN alerts a ON a.id = f.alert_id
  JOIN campaign c ON c.wallet = f.wallet AND c.provider = f.provider
  SEMI JOIN losses d ON d.account = f.account
  WHERE a.status = 'open' AND f.mode = 'live' AND f.known_at <= $as_of::TIMESTAMPTZ AND f.severity <> 'info'
  GROUP BY f.account
  UNION ALL BY NAME
  SELECT min(s.event_at) AS step_at, 4 AS place, 'stop' AS kind, s.bank AS subject, 0 AS yen, s.bank
  FROM suspensions s
  JOIN campaign c ON c.provider = s.provider
  WHERE s.status = 'suspended' AND list_contains(s.operations, 'register') AND s.event_at <= $as_of::TIMESTAMPTZ
    AND (s.bank = '*' OR s.bank IN (SELECT d.bank FROM losses d))
  GROUP BY s.bank
)
SELECT
  s.step_at, s.kind, s.subject, s.yen::BIGINT AS yen, s.bank, s.severity,
  (SELECT c.wallet FROM campaign c) AS wallet, (SELECT c.provider FROM campaign c) AS provider
FROM steps s
ORDER BY s.step_at, s.place, s.subject, s.yen
