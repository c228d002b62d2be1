-- Figures that others had published by $as_of, one row each.
SELECT n.id, n.publisher, n.provider, n.bank, n.basis, n.as_of, n.event_at AS published_at, n.cases, n.yen, n.banks, n.precision_yen
FROM announcements n
WHERE n.event_at <= $as_of::TIMESTAMPTZ
ORDER BY n.as_of, n.provider, n.bank NULLS FIRST, n.basis, n.publisher, n.id
