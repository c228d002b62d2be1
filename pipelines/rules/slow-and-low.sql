-- id: slow-and-low
-- title: 少額チャージの積み重ね | Small charges from several accounts, over weeks
-- on: sweep
-- every: 1 day
-- span: 60 days
-- reads: link, charge, holder
-- fires: charge
-- together: 28 days
-- entity: device
-- period: 7 days
-- severity: medium
-- phase: charge
-- mode: live
-- owner: fraud-analytics
-- runbook: この端末のウォレットの利用者を事業者に確認し、少額のチャージに心当たりがあるか口座の名義人に電話で尋ねる。 | Ask the provider who uses the device's wallets; call the holders of the accounts and ask whether they know the small charges.
-- reason: 同じ端末の{wallets}ウォレットへ、60日間に{accounts}口座(基準{accounts_min}口座)から{yen}円を{charges}回の少額チャージ(1回{yen_max}円以下、基準計{yen_min}円)。確認が必要 | {charges} small charges (up to {yen_max} yen each) of {yen} yen in all (threshold {yen_min}) from {accounts} accounts (threshold {accounts_min}) to {wallets} wallets of one device in 60 days; to be checked
-- Low: an account that was charged more than yen_max at once there does not count. Slow: the charges are days_min apart.
-- Several people may share a tablet: an account of the person who is known to use the wallet does not count. Each day is
-- looked at by itself, over the 60 days up to its end.
WITH paid AS NOT MATERIALIZED (
  SELECT id, event_at, account, provider, wallet, yen FROM v_charges
  WHERE outcome = 'succeeded' AND trigger IS DISTINCT FROM 'auto' AND reversal_of IS NULL
),
used AS NOT MATERIALIZED (
  SELECT device, provider, wallet, event_at FROM v_links WHERE device IS NOT NULL AND outcome = 'succeeded'
  UNION ALL SELECT device, provider, wallet, event_at FROM v_charges WHERE device IS NOT NULL AND outcome = 'succeeded'
),
-- It fires on charges of the days that are swept: devices whose wallets have none are left out, and then those of one
-- wallet, which are most.
charged AS (
  SELECT DISTINCT provider, wallet FROM paid WHERE event_at >= $from AND yen <= $yen_max
),
active AS (
  SELECT DISTINCT u.device FROM used u SEMI JOIN charged c ON c.provider = u.provider AND c.wallet = u.wallet
),
placed AS (
  SELECT DISTINCT u.device, u.provider, u.wallet FROM used u SEMI JOIN active a ON a.device = u.device
),
several AS (
  SELECT u.* FROM placed u
  SEMI JOIN (SELECT device FROM placed GROUP BY device HAVING count(*) >= $wallets_min) d ON d.device = u.device
),
shown AS (
  SELECT u.device, p.account, p.provider, p.wallet
  FROM several u
  JOIN (
    SELECT c.account, c.provider, c.wallet
    FROM paid c SEMI JOIN several s ON s.provider = c.provider AND s.wallet = c.wallet
    GROUP BY ALL HAVING min(c.yen) <= $yen_max
  ) p ON p.provider = u.provider AND p.wallet = u.wallet
),
-- What is left is looked at closely.
likely AS (
  SELECT s.* FROM shown s SEMI JOIN (
    SELECT device FROM shown GROUP BY device
    HAVING count(DISTINCT account) >= $accounts_min AND count(DISTINCT wallet) >= $wallets_min
  ) d ON d.device = s.device
),
days AS (
  SELECT since, since + INTERVAL 24 HOUR AS until FROM (
    SELECT $from + to_hours(24 * unnest(range(epoch_us($to - $from) // 86400000000))) AS since
  )
),
used_days AS (
  SELECT DISTINCT d.until, u.device, u.provider, u.wallet
  FROM (
    SELECT m.device, m.provider, m.wallet, m.event_at
    FROM used m SEMI JOIN likely y ON y.device = m.device AND y.provider = m.provider AND y.wallet = m.wallet
  ) u
  JOIN days d ON u.event_at < d.until AND u.event_at >= d.until - INTERVAL 1440 HOUR
),
own AS (
  SELECT l.account, l.provider, l.wallet, l.event_at
  FROM (
    SELECT k.account, k.provider, k.wallet, k.outcome, k.person, k.event_at
    FROM v_links k SEMI JOIN likely y ON y.account = k.account AND y.provider = k.provider AND y.wallet = k.wallet
  ) l
  WHERE l.outcome = 'succeeded' AND l.person = holder_at(md5_number_lower(l.account), l.event_at)
),
own_days AS (
  SELECT DISTINCT d.until, o.account, o.provider, o.wallet
  FROM own o JOIN days d ON o.event_at < d.until AND o.event_at >= d.until - INTERVAL 1440 HOUR
),
low AS (
  SELECT d.since, d.until, y.device, c.id, c.event_at, c.account, c.provider, c.wallet, c.yen
  FROM likely y
  JOIN paid c ON c.account = y.account AND c.provider = y.provider AND c.wallet = y.wallet
  JOIN days d ON c.event_at < d.until AND c.event_at >= d.until - INTERVAL 1440 HOUR
  QUALIFY max(c.yen) OVER (PARTITION BY d.until, y.device, c.account, c.provider, c.wallet) <= $yen_max
),
small AS (
  SELECT l.* FROM low l
  SEMI JOIN used_days u ON u.until = l.until AND u.device = l.device AND u.provider = l.provider AND u.wallet = l.wallet
  ANTI JOIN own_days o ON o.until = l.until AND o.account = l.account AND o.provider = l.provider AND o.wallet = l.wallet
),
devices AS (
  SELECT
    until, device, count(DISTINCT account) AS accounts, count(DISTINCT wallet) AS wallets,
    count(*) AS charges, sum(yen)::BIGINT AS yen, max(event_at) AS known_at
  FROM small
  GROUP BY until, device
  HAVING count(DISTINCT account) >= $accounts_min AND count(DISTINCT wallet) >= $wallets_min AND sum(yen) >= $yen_min
    AND max(event_at) - min(event_at) >= to_hours(24 * $days_min)
)
SELECT s.id, s.device AS entity, d.known_at, d.accounts, d.wallets, d.charges, d.yen
FROM small s JOIN devices d ON d.until = s.until AND d.device = s.device
WHERE s.event_at >= s.since
