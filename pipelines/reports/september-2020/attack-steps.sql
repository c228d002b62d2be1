-- All that happened between an account and the wallet that drained it, from the wallet's opening to the claim $claim and
-- what was paid, in order of time. An alert stands after the charge that raised it.
WITH steps AS (
  SELECT min(l.wallet_opened_at) AS step_at, 1 AS place, 'opened' AS kind, NULL AS yen, NULL AS word, NULL AS detail
  FROM links l
  WHERE l.account = $account AND l.wallet = $wallet
  HAVING min(l.wallet_opened_at) IS NOT NULL
  UNION ALL BY NAME
  SELECT
    l.event_at AS step_at, 2 AS place, 'link' AS kind, l.operation AS word,
    {
      outcome: l.outcome, factors: l.factors, network: l.network, two_factor: l.two_factor, adoption: l.adoption,
      same_person: l.person = l.holder
    } AS link
  FROM v_links l
  WHERE l.account = $account AND l.wallet = $wallet
  UNION ALL BY NAME
  SELECT c.event_at AS step_at, 3 AS place, 'charge' AS kind, c.yen, c.outcome AS word
  FROM charges c
  WHERE c.account = $account AND c.wallet = $wallet
  UNION ALL BY NAME
  -- Of an alert that other accounts raised too, the moment at which this account did.
  SELECT
    min(f.known_at) AS step_at, 4 AS place, 'alert' AS kind, any_value(a.severity) AS word, any_value(a.title) AS title
  FROM alerts a
  JOIN alert_events f ON f.alert_id = a.id
  WHERE f.account = $account AND f.wallet = $wallet AND a.status = 'open' AND a.mode = 'live'
  GROUP BY a.id
  UNION ALL BY NAME
  SELECT k.event_at AS step_at, 5 AS place, 'claim' AS kind, k.yen, k.status AS word, k.channel AS detail
  FROM claims k
  WHERE k.claim = $claim
  UNION ALL BY NAME
  SELECT p.event_at AS step_at, 6 AS place, 'compensation' AS kind, p.yen, p.decision AS word, p.payer AS detail
  FROM compensations p
  WHERE p.claim = $claim
)
SELECT s.step_at, s.kind, s.yen::BIGINT AS yen, s.word, s.detail, s.link, s.title
FROM steps s
ORDER BY s.step_at, s.place, s.word, s.detail
