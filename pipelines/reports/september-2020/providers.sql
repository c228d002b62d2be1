-- Every provider at $bank as known at $as_of: whether its link flow asks for the bank's own two-factor, which operations
-- are stopped since when, and the declared damage. An operation is stopped when the latest word for the bank or for every
-- bank says so; of two such words the earlier one is when it began.
WITH latest_words AS (
  SELECT
    s.provider, s.bank, o.operation,
    max_by(
      {status: s.status, since: s.event_at, approximate: coalesce(s.approximate, false)},
      {since: s.event_at, id: s.id}
    ) AS word
  FROM suspensions s, unnest(s.operations) AS o(operation)
  WHERE s.event_at <= $as_of::TIMESTAMPTZ AND s.bank IN ($bank, '*')
  GROUP BY s.provider, s.bank, o.operation
),
stops AS (
  SELECT w.provider, w.operation, min(w.word.since) AS since, min_by(w.word.approximate, w.word.since) AS approximate
  FROM latest_words w
  WHERE w.word.status = 'suspended'
  GROUP BY w.provider, w.operation
),
stopped AS (
  SELECT
    s.provider,
    list({operation: s.operation, since: s.since, approximate: s.approximate} ORDER BY s.operation) AS stops
  FROM stops s
  GROUP BY s.provider
)
SELECT
  d.provider, d.bank, adoption_at(d.provider, d.bank, d.as_of) AS adoption,
  coalesce(s.stops, []) AS stops, d.state, d.cases, d.yen
FROM damage($as_of, 'declared') d
LEFT JOIN stopped s ON s.provider = d.provider
WHERE d.bank = $bank
ORDER BY d.yen DESC NULLS LAST, len(coalesce(s.stops, [])) DESC, adoption DESC, d.provider
