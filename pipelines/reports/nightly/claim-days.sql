-- Declared claims known at $as_of by the day (Japan) on which the damage began, and by the day of the first report.
WITH declared AS (FROM damage_claims($as_of, 'declared')),
days AS (
  SELECT strftime(to_jst(d.occurred_at), '%Y-%m-%d') AS day, 1 AS occurred, 0 AS reported FROM declared d
  UNION ALL
  SELECT strftime(to_jst(d.first_recorded_at), '%Y-%m-%d') AS day, 0 AS occurred, 1 AS reported FROM declared d
)
SELECT d.day, sum(d.occurred)::BIGINT AS occurred, sum(d.reported)::BIGINT AS reported
FROM days d
GROUP BY d.day
ORDER BY d.day
