-- Figures that others published by $as_of, to be set beside our own of the same as-of and basis.
SELECT publisher, provider, bank, basis, as_of, event_at AS published_at, cases, yen, banks, precision_yen
FROM announcements
WHERE event_at <= $as_of::TIMESTAMPTZ
ORDER BY as_of, provider, bank DESC NULLS FIRST
