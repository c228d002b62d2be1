-- Links and charges of the 24 hours up to $as_of that stand in their source behind one that happened more than 5 minutes
-- later: they came late. max_minutes: the longest such delay. Events that came first in their source cannot be judged.
WITH day AS (
  SELECT e.id, e.event_at, e.source, e.source_partition, e.source_offset
  FROM events e
  WHERE e.event_at > $as_of::TIMESTAMPTZ - to_hours(24) AND e.event_at <= $as_of::TIMESTAMPTZ
    AND e.type IN ('link', 'charge')
),
delays AS (
  SELECT
    d.id,
    date_diff('second', d.event_at, max(d.event_at) OVER (
      PARTITION BY d.source, d.source_partition ORDER BY d.source_offset ROWS UNBOUNDED PRECEDING
    )) AS seconds
  FROM day d
),
providers AS (
  SELECT l.id, l.provider FROM links l
  WHERE l.event_at > $as_of::TIMESTAMPTZ - to_hours(24) AND l.event_at <= $as_of::TIMESTAMPTZ
  UNION ALL
  SELECT c.id, c.provider FROM charges c
  WHERE c.event_at > $as_of::TIMESTAMPTZ - to_hours(24) AND c.event_at <= $as_of::TIMESTAMPTZ
)
SELECT
  p.provider, count(*) AS events, count(*) FILTER (d.seconds > 300) AS late,
  (max(d.seconds) FILTER (d.seconds > 300) // 60)::BIGINT AS max_minutes
FROM delays d
JOIN providers p ON p.id = d.id
GROUP BY p.provider
ORDER BY late DESC, p.provider
