-- 問: 一つのウォレットに多くの口座がつながっていないか
-- Question: Which wallets are linked to many accounts?
-- @accounts_min = 3 : accounts from which a wallet is shown
SELECT wallet, any_value(provider) AS provider, count(DISTINCT account) AS accounts, count(DISTINCT bank) AS banks,
  min(event_at) AS first_at, max(event_at) AS last_at
FROM v_links
WHERE outcome = 'succeeded' AND operation IN ('register', 'change')
GROUP BY wallet
HAVING count(DISTINCT account) >= $accounts_min::INTEGER
ORDER BY accounts DESC, wallet
