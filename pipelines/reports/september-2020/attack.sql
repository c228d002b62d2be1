-- One declared case at $bank to draw step by step: the usual one, whose charges all came within an hour and whose first
-- charge raised the first alert. Of these the one that most rules saw, with the most charges; then the earliest.
-- saved_yen: what came after the first alert, the charge that fired left out, for a hold stops the next one.
WITH cases AS (
  SELECT
    d.claim, d.provider, d.bank, d.account, d.yen, any_value(c.wallet) AS wallet,
    count(*) AS charges, min(c.event_at) AS first_charge_at, max(c.event_at) AS last_charge_at
  FROM (SELECT *, unnest(k.charges) AS charge FROM damage_claims($as_of, 'declared') k) d
  JOIN charges c ON c.id = d.charge
  WHERE d.bank = $bank
  GROUP BY d.claim, d.provider, d.bank, d.account, d.yen
  HAVING max(c.event_at) - min(c.event_at) <= INTERVAL 1 HOUR
),
seen AS (
  SELECT f.account, f.wallet, count(DISTINCT f.rule) AS rules, min(f.known_at) AS known_at
  FROM alert_events f
  JOIN alerts a ON a.id = f.alert_id
  WHERE a.status = 'open' AND a.mode = 'live' AND f.severity <> 'info'
  GROUP BY f.account, f.wallet
)
SELECT
  c.claim, c.provider, c.bank, c.account, c.wallet, c.yen, s.known_at,
  (
    SELECT coalesce(sum(n.yen), 0)::BIGINT
    FROM charges n
    WHERE n.account = c.account AND n.wallet = c.wallet AND n.outcome = 'succeeded' AND n.event_at > s.known_at
      AND n.event_at <= c.last_charge_at
  ) AS saved_yen
FROM cases c
JOIN seen s ON s.account = c.account AND s.wallet = c.wallet
WHERE s.known_at = c.first_charge_at
ORDER BY s.rules DESC, c.charges DESC, c.first_charge_at, c.claim
LIMIT 1
