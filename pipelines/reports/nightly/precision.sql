-- How often a rule was right, as far as claims known at $as_of tell: of the accounts on which it fired (open alerts,
-- severity info left out), how many have a declared claim, and how many one that was excluded. An account without a claim
-- is no proof of a false alarm: the claim may still come. A median of claims' delay says how long to wait.
WITH fired AS (
  SELECT DISTINCT f.rule, f.mode, f.account
  FROM alert_events f
  SEMI JOIN (FROM alerts WHERE status = 'open') a ON a.id = f.alert_id
  WHERE f.known_at <= $as_of::TIMESTAMPTZ AND f.severity <> 'info'
),
claimed AS (
  SELECT
    k.account, bool_or(is_counted('declared', k.status, k.compensation)) AS is_declared,
    bool_or(k.status = 'excluded') AS is_excluded
  FROM claims_at($as_of) k
  GROUP BY k.account
)
SELECT
  f.rule, f.mode, count(*) AS accounts, count(*) FILTER (c.is_declared) AS claimed,
  count(*) FILTER (c.is_excluded AND NOT c.is_declared) AS excluded
FROM fired f
LEFT JOIN claimed c ON c.account = f.account
GROUP BY f.rule, f.mode
ORDER BY f.mode, claimed DESC, f.rule
