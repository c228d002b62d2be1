-- What changed in the ledger between two moments, after $from_at and up to $to_at: each claim by its latest revision at
-- either. Net yen = yen - prevented - recovered, of the claim as it is at $to_at; for corrected the change of it; for
-- compensated what was paid more than before. A claim may be new and confirmed at once, so the kinds must not be added up.
WITH before AS (FROM claims_at($from_at)),
after AS (FROM claims_at($to_at)),
pairs AS (
  SELECT
    a.*, b.claim IS NULL AS is_new, b.status AS old_status, b.yen AS old_yen, b.compensation AS old_compensation,
    coalesce(b.paid_yen, 0) AS old_paid_yen,
    a.yen - coalesce(a.prevented_yen, 0) - coalesce(a.recovered_yen, 0) AS net_yen,
    b.yen - coalesce(b.prevented_yen, 0) - coalesce(b.recovered_yen, 0) AS old_net_yen,
    b.claim IS NOT NULL AND (b.yen, b.prevented_yen, b.recovered_yen, b.provider, b.bank)
      IS DISTINCT FROM (a.yen, a.prevented_yen, a.recovered_yen, a.provider, a.bank) AS is_corrected
  FROM after a
  LEFT JOIN before b ON b.claim = a.claim
),
kinds AS (
  SELECT 1 AS place, 'new' AS kind, p.claim, p.net_yen AS yen FROM pairs p WHERE p.is_new AND p.status <> 'excluded'
  UNION ALL
  SELECT 2, 'confirmed', p.claim, p.net_yen
  FROM pairs p WHERE p.status = 'confirmed' AND p.old_status IS DISTINCT FROM 'confirmed'
  UNION ALL
  SELECT 3, 'excluded', p.claim, p.net_yen
  FROM pairs p WHERE p.status = 'excluded' AND p.old_status IS DISTINCT FROM 'excluded'
  UNION ALL
  SELECT 4, 'corrected', p.claim, p.net_yen - p.old_net_yen FROM pairs p WHERE p.is_corrected
  UNION ALL
  SELECT 5, 'compensated', p.claim, p.paid_yen - p.old_paid_yen
  FROM pairs p
  WHERE p.compensation IN ('full', 'partial')
    AND (p.old_compensation IS NULL OR p.old_compensation NOT IN ('full', 'partial') OR p.paid_yen <> p.old_paid_yen)
)
SELECT n.kind, count(k.claim) AS cases, coalesce(sum(k.yen), 0)::BIGINT AS yen
FROM (VALUES (1, 'new'), (2, 'confirmed'), (3, 'excluded'), (4, 'corrected'), (5, 'compensated')) n(place, kind)
LEFT JOIN kinds k ON k.kind = n.kind
GROUP BY n.place, n.kind
ORDER BY n.place
