-- 問: 最初の口座登録は何で本人確認されたか
-- Question: What was asked of the user at the first link of each account?
-- @bank = 9900 : bank code
WITH first_links AS (
  SELECT account, provider, min_by({factors: factors, two_factor: two_factor}, {event_at: event_at, id: id}) AS first
  FROM v_links
  WHERE outcome = 'succeeded' AND operation IN ('register', 'change') AND bank = $bank
  GROUP BY account, provider
)
SELECT provider, array_to_string(first.factors, '+') AS factors, count(*) AS accounts,
  count(*) FILTER (first.two_factor = 'enrolled') AS with_two_factor
FROM first_links
GROUP BY ALL
ORDER BY accounts DESC, provider, factors
