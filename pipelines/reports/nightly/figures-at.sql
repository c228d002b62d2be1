-- Our own figures at the as-of of somebody's announcement, on its basis: of every cell, by provider, by bank and over all,
-- from all channels and from what banks alone had reported.
WITH cells AS (
  SELECT 'all' AS channels, * FROM damage_totals($as_of, $basis)
  UNION ALL BY NAME
  SELECT 'bank' AS channels, * FROM damage_totals($as_of, $basis, channels := ['bank'])
),
rails AS (
  SELECT 'all' AS channels, d.provider, d.bank, d.state, d.cases, d.yen FROM damage($as_of, $basis) d
  UNION ALL BY NAME
  SELECT 'bank' AS channels, d.provider, d.bank, d.state, d.cases, d.yen FROM damage($as_of, $basis, channels := ['bank']) d
)
SELECT c.channels, c.provider, c.bank, NULL AS state, c.cases, c.yen, c.banks FROM cells c
UNION ALL BY NAME
SELECT r.channels, r.provider, r.bank, r.state, r.cases, r.yen, NULL::BIGINT AS banks FROM rails r
ORDER BY ALL
