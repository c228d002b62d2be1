-- Links and charges of each provider: in the 24 hours up to $as_of, in the 7 days before those, and the newest one.
SELECT
  n.provider,
  count(*) FILTER (n.event_at > $as_of::TIMESTAMPTZ - to_hours(24)) AS day_events,
  count(*) FILTER (
    n.event_at <= $as_of::TIMESTAMPTZ - to_hours(24) AND n.event_at > $as_of::TIMESTAMPTZ - to_hours(192)
  ) AS week_events,
  max(n.event_at) AS last_at
FROM (FROM (SELECT provider, event_at FROM links) UNION ALL FROM (SELECT provider, event_at FROM charges)) n
WHERE n.event_at <= $as_of::TIMESTAMPTZ
GROUP BY n.provider
ORDER BY n.provider
