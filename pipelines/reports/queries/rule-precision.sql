-- 問: 各規則の警報のうち被害申告になったのは
-- Question: What share of the accounts that each rule saw was claimed later?
-- @as_of = 2020-09-16T23:59:59.999999+09:00 : as-of time
WITH seen AS (
  SELECT DISTINCT v.rule, f.account
  FROM v_alerts v
  JOIN alert_events f ON f.alert_id = v.id
  WHERE v.status = 'open' AND v.mode = 'live'
),
claimed AS (
  SELECT DISTINCT account FROM claims_at($as_of) WHERE status <> 'excluded'
)
SELECT s.rule, count(*) AS accounts, count(c.account) AS claimed, round(100.0 * count(c.account) / count(*), 1) AS percent
FROM seen s
LEFT JOIN claimed c ON c.account = s.account
GROUP BY s.rule
ORDER BY percent DESC, s.rule
