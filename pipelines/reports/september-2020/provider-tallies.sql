-- Each provider's declared damage over all its reported banks at $as_of, and how much of it came after its first stop of
-- new links. stopped_at is that stop; NULL: new links were never stopped.
SELECT
  t.provider, t.basis, t.as_of, t.cases, t.yen, t.banks, t.cases_after_stop, t.yen_after_stop, t.unknown_cells,
  (
    SELECT min(s.event_at)
    FROM suspensions s
    WHERE s.provider = t.provider AND s.status = 'suspended' AND list_contains(s.operations, 'register')
      AND s.event_at <= t.as_of
  ) AS stopped_at
FROM damage_by_provider($as_of, 'declared') t
ORDER BY t.provider
