-- 問: 被害の各チャージの時点で2要素認証はどうだったか
-- Question: What was the two-factor status at the time of each charged case?
-- @as_of = 2020-09-16T23:59:59.999999+09:00 : as-of time
-- @basis = declared : declared, confirmed, compensated, excluded or suspected
SELECT c.provider, c.two_factor, c.adoption, count(DISTINCT k.claim) AS claims, count(DISTINCT c.id) AS charges, sum(c.yen)::BIGINT AS yen
FROM (SELECT claim, unnest(charges) AS charge FROM damage_claims($as_of, $basis)) k
JOIN v_charges c ON c.id = k.charge
GROUP BY ALL
ORDER BY c.provider, c.two_factor, c.adoption
