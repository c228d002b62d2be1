-- Every stop of an operation of a rail by $as_of: since when, when it was lifted, and the declared damage that occurred
-- from it on. A word for every bank (*) stands for itself, with the damage at all banks of the provider.
WITH words AS (
  SELECT s.provider, s.bank, o.operation, s.status, s.event_at, coalesce(s.approximate, false) AS approximate, s.id
  FROM suspensions s, unnest(s.operations) AS o(operation)
  WHERE s.event_at <= $as_of::TIMESTAMPTZ
),
turns AS (
  SELECT
    w.*,
    lag(w.status) OVER subject AS old_status,
    min(CASE WHEN w.status = 'resumed' THEN w.event_at END) OVER (
      subject ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING
    ) AS resumed_at
  FROM words w
  WINDOW subject AS (PARTITION BY w.provider, w.bank, w.operation ORDER BY w.event_at, w.id)
),
stops AS (
  SELECT
    t.provider, t.bank, t.event_at AS since, t.approximate, t.resumed_at,
    list(t.operation ORDER BY CASE t.operation WHEN 'register' THEN 1 WHEN 'change' THEN 2 ELSE 3 END) AS operations
  FROM turns t
  WHERE t.status = 'suspended' AND t.old_status IS DISTINCT FROM 'suspended'
  GROUP BY ALL
),
damaged AS (
  SELECT s.provider, s.bank, s.since, count(*) AS cases, sum(c.yen)::BIGINT AS yen
  FROM (SELECT DISTINCT provider, bank, since FROM stops) s
  JOIN damage_claims($as_of, 'declared') c
    ON c.provider = s.provider AND (c.bank = s.bank OR s.bank = '*') AND c.occurred_at >= s.since
  GROUP BY ALL
),
cells AS (
  SELECT c.provider, c.bank, c.state FROM damage_cells($as_of) c
)
SELECT
  s.provider, s.bank, s.operations, s.since, s.approximate, s.resumed_at,
  -- A rail that nobody has looked into has no figure; every bank together has one as soon as one of them has.
  CASE WHEN s.bank = '*' THEN CASE WHEN bool_or(c.state = 'reported') THEN 'reported' ELSE 'undisclosed' END
    ELSE any_value(c.state) END AS state,
  coalesce(any_value(d.cases), 0) AS cases, coalesce(any_value(d.yen), 0) AS yen
FROM stops s
LEFT JOIN cells c ON c.provider = s.provider AND (c.bank = s.bank OR s.bank = '*')
LEFT JOIN damaged d ON d.provider = s.provider AND d.bank = s.bank AND d.since = s.since
GROUP BY s.provider, s.bank, s.operations, s.since, s.approximate, s.resumed_at
ORDER BY s.since, s.provider, s.bank, s.operations
