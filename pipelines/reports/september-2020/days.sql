-- Every day (Japan) from the first event to the last, so that a quiet day is drawn as a quiet day.
SELECT strftime(unnest(generate_series(
  date_trunc('day', timezone('Asia/Tokyo', min(e.event_at))),
  timezone('Asia/Tokyo', max(e.event_at)),
  INTERVAL 1 DAY
)), '%Y-%m-%d') AS day
FROM events e
