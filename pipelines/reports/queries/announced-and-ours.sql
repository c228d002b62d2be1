-- 問: 他社の公表と当方の集計は一致するか
-- Question: Do the figures that others announced equal ours of the same as-of?
-- @provider = docomo : provider
-- @as_of = 2020-09-15T00:00:00+09:00 : as-of time of the announcement
WITH asked AS (
  SELECT provider, bank, as_of, cases, yen FROM announcements
  WHERE provider = $provider AND basis = 'declared' AND as_of = $as_of::TIMESTAMPTZ
)
SELECT a.provider, a.bank, a.as_of, a.cases AS announced_cases, sum(d.cases)::BIGINT AS our_cases,
  a.yen AS announced_yen, sum(d.yen)::BIGINT AS our_yen
FROM asked a
JOIN damage($as_of, 'declared') d ON d.provider = a.provider AND d.bank = coalesce(a.bank, d.bank)
GROUP BY ALL
ORDER BY ALL
