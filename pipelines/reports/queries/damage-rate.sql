-- 問: 口座登録10万件あたりの被害はどこが高いか
-- Question: Where is the damage highest for each 100,000 links?
-- @as_of = 2020-09-16T23:59:59.999999+09:00 : as-of time
-- @basis = declared : declared, confirmed, compensated, excluded or suspected
SELECT provider, bank, cases, links, round(cases_per_100k_links, 2) AS cases_per_100k_links,
  round(rate_low, 2) AS rate_low, round(rate_high, 2) AS rate_high
FROM damage($as_of, $basis)
WHERE cases_per_100k_links IS NOT NULL
ORDER BY cases_per_100k_links DESC, provider, bank
