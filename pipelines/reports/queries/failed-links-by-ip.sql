-- 問: 一つのIPアドレスから多くの口座で登録に失敗していないか
-- Question: From which addresses did links of many accounts fail?
-- @accounts_min = 10 : accounts from which an address is shown
SELECT ip, count(*) AS failures, count(DISTINCT account) AS accounts, count(*) FILTER (reason = 'pin') AS wrong_pins,
  min(event_at) AS first_at, max(event_at) AS last_at
FROM v_links
WHERE outcome = 'failed' AND ip IS NOT NULL
GROUP BY ip
HAVING count(DISTINCT account) >= $accounts_min::INTEGER
ORDER BY accounts DESC, ip
