-- id: slow-and-low
-- title: 少額チャージの積み重ね | Small charges from several accounts, over weeks
-- on: sweep
-- every: 1 day
-- span: 60 days
-- reads: link, charge, holder
-- fires: charge
-- entity: device
-- period: 7 days
-- severity: medium
-- phase: charge
-- mode: live
-- owner: fraud-analytics
-- runbook: Ask the provider who uses the device's wallets; call the holders of the accounts and ask whether they know the small charges.
-- reason: 同じ端末の{wallets}ウォレットへ、60日間に{accounts}口座(基準{accounts_min}口座)から{yen}円を{charges}回の少額チャージ(1回{yen_max}円以下、基準計{yen_min}円)。確認が必要 | {charges} small charges (up to {yen_max} yen each) of {yen} yen in all (threshold {yen_min}) from {accounts} accounts (threshold {accounts_min}) to {wallets} wallets of one device in 60 days; to be checked
-- Low: an account that was charged more than yen_max at once there does not count. Slow: the charges are days_min apart.
-- Several people may share a tablet: an account of the person who is known to use the wallet does not count.
WITH low AS (
  SELECT account, provider, wallet FROM v_charges
  WHERE outcome = 'succeeded' AND trigger IS DISTINCT FROM 'auto' AND reversal_of IS NULL
  GROUP BY ALL HAVING max(yen) <= $yen_max
),
used AS (
  SELECT device, provider, wallet FROM v_links WHERE device IS NOT NULL AND outcome = 'succeeded'
  UNION ALL SELECT device, provider, wallet FROM v_charges WHERE device IS NOT NULL AND outcome = 'succeeded'
),
shown AS (
  SELECT DISTINCT u.device, l.account, l.provider, l.wallet FROM used u JOIN low l ON l.provider = u.provider AND l.wallet = u.wallet
),
-- Most devices are left out at once; what is left is looked at closely.
likely AS (
  SELECT s.* FROM shown s SEMI JOIN (
    SELECT device FROM shown GROUP BY device
    HAVING count(DISTINCT account) >= $accounts_min AND count(DISTINCT wallet) >= $wallets_min
  ) d ON d.device = s.device
),
own AS (
  SELECT DISTINCT l.account, l.provider, l.wallet
  FROM (
    SELECT k.account, k.provider, k.wallet, k.outcome, k.person, k.event_at
    FROM v_links k SEMI JOIN likely y ON y.account = k.account AND y.provider = k.provider AND y.wallet = k.wallet
  ) l
  WHERE l.outcome = 'succeeded' AND l.person = holder_at(md5_number_lower(l.account), l.event_at)
),
small AS (
  SELECT y.device, c.id, c.event_at, c.account, c.wallet, c.yen
  FROM likely y
  ANTI JOIN own o ON o.account = y.account AND o.provider = y.provider AND o.wallet = y.wallet
  JOIN v_charges c ON c.account = y.account AND c.provider = y.provider AND c.wallet = y.wallet
  WHERE c.outcome = 'succeeded' AND c.trigger IS DISTINCT FROM 'auto' AND c.reversal_of IS NULL
),
devices AS (
  SELECT
    device, count(DISTINCT account) AS accounts, count(DISTINCT wallet) AS wallets,
    count(*) AS charges, sum(yen)::BIGINT AS yen, max(event_at) AS known_at
  FROM small
  GROUP BY device
  HAVING count(DISTINCT account) >= $accounts_min AND count(DISTINCT wallet) >= $wallets_min AND sum(yen) >= $yen_min
    AND max(event_at) - min(event_at) >= to_hours(24 * $days_min)
)
SELECT s.id, s.device AS entity, d.known_at, d.accounts, d.wallets, d.charges, d.yen
FROM small s JOIN devices d ON d.device = s.device
WHERE s.event_at >= $from
