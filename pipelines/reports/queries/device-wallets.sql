-- 問: 一つの端末を多くのウォレットが使っていないか
-- Question: Which devices serve many wallets?
-- @wallets_min = 3 : wallets from which a device is shown
SELECT device, count(DISTINCT wallet) AS wallets, count(DISTINCT account) AS accounts, min(event_at) AS first_at, max(event_at) AS last_at
FROM v_links
WHERE device IS NOT NULL AND outcome = 'succeeded'
GROUP BY device
HAVING count(DISTINCT wallet) >= $wallets_min::INTEGER
ORDER BY wallets DESC, device
