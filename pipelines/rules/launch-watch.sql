-- id: launch-watch
-- title: 開始直後の経路での初回高額チャージ | A high first charge on a new rail
-- on: sweep
-- every: 1 hour
-- span: history
-- reads: link, charge
-- fires: charge
-- together: 28 days
-- entity: account
-- period: 1 day
-- severity: medium
-- phase: charge
-- mode: live
-- owner: fraud-analytics
-- runbook: 本日中に名義人に電話する。新しい接続では普段の姿がまだ分からないため、本人でない例はすべて事業者に伝える。 | Call the holder today; on a new rail nobody knows yet what is ordinary, so tell the provider of every case that is not the holder's own.
-- reason: 開始から{days}日目(基準{launch_days}日以内)の経路で、初回登録から{minutes}分(基準{within_minutes}分)の初回チャージが{yen}円(基準{yen_min}円)。確認が必要 | On day {days} of a new rail (watched for {launch_days}), the first charge of {yen} yen (threshold {yen_min}) came {minutes} minutes after the first link (threshold {within_minutes}); to be checked
-- A new rail's first event is a link. One whose first link was loaded at the start (snapshot), or that was charged before
-- anybody linked, is older than what is known of it.
WITH candidates AS (
  SELECT id, event_at, account, provider, bank, yen FROM v_charges
  WHERE event_at >= $from AND outcome = 'succeeded' AND yen >= $yen_min
),
linked AS (
  SELECT account, provider, event_at FROM v_links
  WHERE outcome = 'succeeded' AND operation IN ('register', 'change')
),
first_links AS (
  SELECT l.account, l.provider, min(l.event_at) AS linked_at
  FROM linked l SEMI JOIN candidates c ON c.account = l.account AND c.provider = l.provider
  GROUP BY ALL
),
moves AS NOT MATERIALIZED (
  SELECT id, event_at, provider, bank, snapshot IS NOT TRUE AS is_new FROM v_links
  UNION ALL SELECT id, event_at, provider, bank, false FROM v_charges
),
-- Rails that had events before all launch days: most are found in a week of them, and need no look at all of history.
old AS (
  SELECT DISTINCT provider, bank FROM moves
  WHERE event_at < $from - to_hours(24 * $launch_days) AND event_at >= $from - to_hours(24 * $launch_days) - INTERVAL 168 HOUR
),
first_charges AS (
  SELECT c.*, f.linked_at
  FROM candidates c
  JOIN first_links f ON f.account = c.account AND f.provider = c.provider
  ANTI JOIN old o ON o.provider = c.provider AND o.bank = c.bank
  WHERE c.event_at BETWEEN f.linked_at AND f.linked_at + to_minutes($within_minutes)
    AND NOT EXISTS (
      FROM v_charges e
      WHERE e.account = c.account AND e.provider = c.provider AND e.outcome = 'succeeded'
        AND (e.event_at, e.id) < (c.event_at, c.id))
),
-- When a rail began, and then which event that was: of all history the first needs few columns, the other few rows.
firsts AS (
  SELECT m.provider, m.bank, min(m.event_at) AS launched_at
  FROM moves m SEMI JOIN first_charges c ON c.provider = m.provider AND c.bank = m.bank
  GROUP BY ALL
),
launches AS (
  SELECT f.provider, f.bank, f.launched_at, min_by(m.is_new, m.id) AS is_new
  FROM firsts f JOIN moves m ON m.provider = f.provider AND m.bank = f.bank AND m.event_at = f.launched_at
  GROUP BY ALL
)
SELECT
  c.id, c.account AS entity, c.yen,
  epoch_us(c.event_at - c.linked_at) // 60000000 AS minutes,
  epoch_us(c.event_at - l.launched_at) // 86400000000 + 1 AS days
FROM first_charges c
JOIN launches l ON l.provider = c.provider AND l.bank = c.bank
WHERE l.is_new AND c.event_at < l.launched_at + to_hours(24 * $launch_days)
