-- id: cash-out
-- title: チャージ直後の現金化 | Cashed out at once
-- on: sweep
-- every: 1 hour
-- span: 90 days
-- after: 26 hours
-- reads: link, charge, spend, wallet
-- fires: charge
-- together: 28 days
-- entity: wallet
-- period: 1 day
-- severity: high
-- phase: payment
-- mode: live
-- owner: fraud-analytics
-- runbook: このウォレットと1時間以内に出て行った分の保全を事業者に依頼し、チャージ元の口座の名義人に電話する。 | Ask the provider to hold this wallet and what left it within the hour, and call the holders of the accounts that it was charged from.
-- reason: 開設30日未満のウォレットで、初日のチャージ{charged_yen}円のうち{spent_yen}円を60分以内に送金または{merchants}店で使用(基準{share_min}倍・{yen_min}円以上)。確認が必要 | Of {charged_yen} yen charged on the first day of a wallet that is younger than 30 days, {spent_yen} were sent on or spent at {merchants} merchants within 60 minutes (threshold {share_min} of at least {yen_min} yen); to be checked
-- The first day is 24 hours from the first charge. It is known at the first spending by which the share is reached, by p2p
-- or at two merchants, and fires on the charges up to there. A wallet of unknown age is young where 90 days know of no charge before.
WITH paid AS (
  SELECT id, event_at, wallet, yen, min(event_at) OVER (PARTITION BY wallet) AS first_at
  FROM v_charges
  WHERE outcome = 'succeeded' AND reversal_of IS NULL
    AND wallet IN (SELECT wallet FROM spends WHERE event_at < $to AND event_at >= $from - INTERVAL 26 HOUR)
),
opened AS (
  SELECT wallet, min(since) AS opened_at FROM (
    SELECT wallet, event_at AS since FROM wallets WHERE change = 'opened' AND event_at < $to
    UNION ALL SELECT wallet, wallet_opened_at FROM links WHERE wallet_opened_at IS NOT NULL AND event_at < $to
  ) GROUP BY wallet
),
first_days AS (
  SELECT p.* FROM paid p LEFT JOIN opened o ON o.wallet = p.wallet
  WHERE p.event_at < p.first_at + INTERVAL 24 HOUR
    AND p.first_at >= $from - INTERVAL 26 HOUR
    AND (o.opened_at IS NULL OR o.opened_at > p.first_at - to_hours(24 * $wallet_age_days_max))
),
out AS (
  SELECT s.id, s.event_at, s.wallet, s.yen, s.kind, s.merchant FROM spends s
  WHERE s.event_at < $to AND s.event_at >= $from - INTERVAL 26 HOUR
    AND EXISTS (
      FROM first_days f WHERE f.wallet = s.wallet
        AND s.event_at >= f.event_at AND s.event_at <= f.event_at + to_minutes($within_minutes)
    )
),
reached AS (
  SELECT
    o.wallet, o.event_at,
    (SELECT sum(f.yen) FROM first_days f WHERE f.wallet = o.wallet AND f.event_at <= o.event_at)::BIGINT AS charged_yen,
    (SELECT sum(e.yen) FROM out e WHERE e.wallet = o.wallet AND e.event_at <= o.event_at)::BIGINT AS spent_yen,
    (SELECT count(DISTINCT e.merchant) FROM out e WHERE e.wallet = o.wallet AND e.event_at <= o.event_at) AS merchants,
    (SELECT bool_or(e.kind = 'p2p') FROM out e WHERE e.wallet = o.wallet AND e.event_at <= o.event_at) AS sent
  FROM out o
),
known AS (
  SELECT wallet, min(event_at) AS known_at, arg_min({charged: charged_yen, spent: spent_yen, merchants: merchants}, event_at) AS seen
  FROM reached
  WHERE charged_yen >= $yen_min AND spent_yen >= $share_min * charged_yen AND (sent OR merchants >= $merchants_min)
  GROUP BY wallet
)
SELECT
  f.id, f.wallet AS entity, k.known_at,
  k.seen.charged AS charged_yen, k.seen.spent AS spent_yen, k.seen.merchants AS merchants
FROM known k JOIN first_days f ON f.wallet = k.wallet AND f.event_at <= k.known_at
WHERE k.known_at >= $from
