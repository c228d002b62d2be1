-- What was read: the set of events, its span, and what is open.
SELECT
  (SELECT count(*) FROM events) AS events,
  (SELECT min(event_at) FROM events) AS first_event_at,
  (SELECT max(event_at) FROM events) AS last_event_at,
  (SELECT count(*) FROM links) AS links,
  (SELECT count(*) FROM charges) AS charges,
  (SELECT count(*) FROM two_factors) AS two_factors,
  (SELECT count(*) FROM dead_letters) AS dead_letters,
  (SELECT count(*) FROM alerts WHERE status = 'open' AND mode = 'live') AS alerts,
  (
    SELECT count(DISTINCT f.account)
    FROM alert_events f
    JOIN alerts a ON a.id = f.alert_id
    WHERE a.status = 'open' AND a.mode = 'live'
  ) AS alert_accounts,
  -- A charge that fired several rules counts once.
  (
    SELECT coalesce(sum(c.yen), 0)::BIGINT
    FROM charges c
    SEMI JOIN (
      SELECT f.event_id
      FROM alert_events f
      JOIN alerts a ON a.id = f.alert_id
      WHERE a.status = 'open' AND a.mode = 'live'
    ) f ON f.event_id = c.id
    WHERE c.outcome = 'succeeded'
  ) AS alert_yen
