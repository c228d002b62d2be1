-- The rules in force at $as_of, with what they saw by then. quiet_since: the newest firing event known by $as_of.
WITH latest AS (
  SELECT
    r.rule,
    max_by(
      {version: r.version, definition: r.definition, since: r.effective_from},
      coalesce(r.effective_from, '-infinity'::TIMESTAMPTZ)
    ) AS word
  FROM rules r
  WHERE r.effective_from IS NULL OR r.effective_from <= $as_of::TIMESTAMPTZ
  GROUP BY r.rule
),
fired AS (
  SELECT f.rule, max(f.event_at) AS last_fired_at
  FROM alert_events f
  WHERE f.known_at <= $as_of::TIMESTAMPTZ
  GROUP BY f.rule
)
SELECT
  l.rule, l.word.version AS version, l.word.since AS effective_from,
  l.word.definition ->> '$.mode' AS mode,
  l.word.definition ->> '$.phase' AS phase,
  {ja: l.word.definition ->> '$.title.ja', en: l.word.definition ->> '$.title.en'} AS title,
  f.last_fired_at
FROM latest l
LEFT JOIN fired f ON f.rule = l.rule
WHERE l.word.version <> 'removed'
ORDER BY l.rule
