-- What is in the database, and how much of it was known at $as_of. last_event_at is that of the whole database.
SELECT
  count(*) FILTER (e.event_at <= $as_of::TIMESTAMPTZ) AS events,
  count(*) AS all_events,
  min(e.event_at) AS first_event_at,
  max(e.event_at) AS last_event_at,
  max(e.event_at) FILTER (e.event_at <= $as_of::TIMESTAMPTZ) AS newest_event_at,
  (SELECT count(*) FROM dead_letters) AS dead_letters,
  (SELECT coalesce(sum(s.stored), 0)::BIGINT FROM sources s) AS stored,
  (SELECT coalesce(sum(s.dead_lettered), 0)::BIGINT FROM sources s) AS dead_lettered
FROM events e
