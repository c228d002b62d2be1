-- The claims that may explain why an announced figure differs from ours of the same as-of ($asked) and $basis. why:
--   channel   we count it, but no bank had reported it
--   fresh     it came into our figure within the 24 hours before
--   left      our figure counted it 24 hours before, and no longer does (excluded, moved, or another status)
--   amount    its yen changed within those 24 hours
--   late      it occurred before, but was recorded only after the as-of (known by $as_of)
WITH now_ AS (FROM damage_claims($asked, $basis)),
before AS (FROM damage_claims(CAST($asked AS TIMESTAMPTZ) - to_hours(24), $basis)),
later AS (FROM damage_claims($as_of, $basis)),
found AS (
  SELECT n.claim, n.provider, n.bank, n.counted_yen AS yen, n.status, n.channel,
    CASE WHEN b.claim IS NULL THEN 'fresh' WHEN b.counted_yen <> n.counted_yen THEN 'amount' ELSE 'channel' END AS why
  FROM now_ n
  LEFT JOIN before b ON b.claim = n.claim
  WHERE b.claim IS NULL OR b.counted_yen <> n.counted_yen OR coalesce(n.channel, '') <> 'bank'
  UNION ALL BY NAME
  SELECT b.claim, b.provider, b.bank, b.counted_yen AS yen, k.status, b.channel, 'left' AS why
  FROM before b
  ANTI JOIN now_ n ON n.claim = b.claim
  LEFT JOIN claims_at($asked) k ON k.claim = b.claim
  UNION ALL BY NAME
  SELECT l.claim, l.provider, l.bank, l.counted_yen AS yen, l.status, l.channel, 'late' AS why
  FROM later l
  ANTI JOIN now_ n ON n.claim = l.claim
  WHERE l.occurred_at <= CAST($asked AS TIMESTAMPTZ)
)
SELECT f.claim, f.provider, f.bank, f.yen, f.status, f.channel, f.why
FROM found f
ORDER BY f.provider, f.bank, f.why, f.claim
