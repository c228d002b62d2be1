-- 問: 登録から1時間以内のチャージは
-- Question: Which charges came within an hour of the first link?
-- @minutes = 60 : minutes after the first link
-- @yen_min = 100000 : yen from which an account is shown
WITH first_links AS (
  SELECT account, provider, min(event_at) AS linked_at
  FROM v_links
  WHERE outcome = 'succeeded' AND operation IN ('register', 'change')
  GROUP BY account, provider
)
SELECT c.provider, c.bank, c.account, c.wallet, l.linked_at, count(*) AS charges, sum(c.yen)::BIGINT AS yen
FROM v_charges c
JOIN first_links l ON l.account = c.account AND l.provider = c.provider
WHERE c.outcome = 'succeeded' AND c.event_at >= l.linked_at AND c.event_at <= l.linked_at + to_minutes($minutes::INTEGER)
GROUP BY ALL
HAVING sum(c.yen) >= $yen_min::BIGINT
ORDER BY yen DESC, c.account, c.wallet
