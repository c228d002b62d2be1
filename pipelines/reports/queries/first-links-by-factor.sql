-- 問: 最初の口座登録は何で本人確認されたか
-- Question: What was asked of the user at the first link of each account?
-- @bank = 9900 : bank code
SELECT l.provider, array_to_string(l.factors, '+') AS factors, count(*) AS accounts,
  count(*) FILTER (l.two_factor = 'enrolled') AS with_two_factor
FROM v_first_links f
JOIN v_links l ON l.id = f.id
WHERE l.bank = $bank
GROUP BY ALL
ORDER BY accounts DESC, l.provider, factors
