-- Each rail in the 24 hours up to $as_of against the 28 days before: new links, and the yen charged within an hour of the
-- first link of an account to a provider. baseline_yen: the median day (the lower one of two), days without a link as 0;
-- baseline_days: how many whole days of those the database knows; with fewer than 7 there is no baseline.
WITH bounds AS (
  SELECT
    $as_of::TIMESTAMPTZ AS as_of, $as_of::TIMESTAMPTZ - to_hours(24) AS day_from,
    least(28, floor(date_diff('microsecond', min(e.event_at), $as_of::TIMESTAMPTZ) / 86400000000.0)::BIGINT - 1) AS days
  FROM events e
),
firsts AS (
  SELECT
    l.provider, l.account_key, l.account, min_by(l.bank, {event_at: l.event_at, id: l.id}) AS bank, min(l.event_at) AS linked_at
  FROM links l
  WHERE l.outcome = 'succeeded' AND l.operation IN ('register', 'change') AND l.event_at <= $as_of::TIMESTAMPTZ
  GROUP BY l.provider, l.account_key, l.account
),
recent AS (
  SELECT f.*, floor(date_diff('microsecond', f.linked_at, b.as_of) / 86400000000.0)::BIGINT AS day
  FROM firsts f, bounds b
  WHERE f.linked_at > b.as_of - to_hours(29 * 24)
),
hours AS (
  SELECT r.provider, r.bank, r.day, sum(c.yen)::BIGINT AS yen
  FROM recent r
  JOIN charges c
    ON c.account_key = r.account_key AND c.provider = r.provider AND c.account = r.account
    AND c.event_at >= r.linked_at AND c.event_at <= r.linked_at + to_hours(1)
  WHERE c.outcome = 'succeeded' AND c.event_at > $as_of::TIMESTAMPTZ - to_hours(29 * 24) AND c.event_at <= $as_of::TIMESTAMPTZ
  GROUP BY r.provider, r.bank, r.day
),
rails AS (
  SELECT d.provider, d.bank, d.links FROM damage_cells($as_of) d
),
days AS (
  SELECT r.provider, r.bank, n.day, coalesce(h.yen, 0) AS yen
  FROM rails r
  CROSS JOIN (SELECT unnest(generate_series(1, (SELECT days FROM bounds))) AS day) n
  LEFT JOIN hours h ON h.provider = r.provider AND h.bank = r.bank AND h.day = n.day
),
baselines AS (
  SELECT d.provider, d.bank, count(*) AS baseline_days, quantile_disc(d.yen, 0.5) AS baseline_yen
  FROM days d
  GROUP BY d.provider, d.bank
),
today AS (
  SELECT l.provider, l.bank, count(*) AS new_links
  FROM links l
  WHERE l.outcome = 'succeeded' AND l.operation = 'register' AND coalesce(l.snapshot, false) = false
    AND l.event_at > $as_of::TIMESTAMPTZ - to_hours(24) AND l.event_at <= $as_of::TIMESTAMPTZ
  GROUP BY l.provider, l.bank
),
starts AS (
  SELECT l.provider, l.bank, min(l.event_at) AS first_link_at
  FROM links l
  WHERE l.event_at <= $as_of::TIMESTAMPTZ
  GROUP BY l.provider, l.bank
)
SELECT
  r.provider, r.bank, coalesce(t.new_links, 0) AS new_links, coalesce(h.yen, 0) AS first_hour_yen,
  CASE WHEN b.baseline_days >= 7 THEN b.baseline_yen END AS baseline_yen, coalesce(b.baseline_days, 0) AS baseline_days,
  adoption_at(r.provider, r.bank, $as_of::TIMESTAMPTZ) AS adoption, r.links, s.first_link_at,
  -- A rail that began within a week, in a database that has known others for longer.
  coalesce(s.first_link_at > $as_of::TIMESTAMPTZ - to_hours(168)
    AND (SELECT days FROM bounds) >= 14, false) AS is_launch
FROM rails r
LEFT JOIN today t ON t.provider = r.provider AND t.bank = r.bank
LEFT JOIN hours h ON h.provider = r.provider AND h.bank = r.bank AND h.day = 0
LEFT JOIN baselines b ON b.provider = r.provider AND b.bank = r.bank
LEFT JOIN starts s ON s.provider = r.provider AND s.bank = r.bank
ORDER BY r.provider, r.bank
