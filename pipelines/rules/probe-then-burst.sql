-- id: probe-then-burst
-- title: 試しの操作の後の連続チャージ | A probe, then a burst of charges
-- on: sweep
-- every: 1 day
-- span: 18 days
-- reads: link, charge
-- fires: charge
-- together: 28 days
-- entity: account
-- period: 1 day
-- severity: high
-- phase: charge
-- mode: live
-- owner: fraud-analytics
-- runbook: その日の午前中に名義人に電話する。失敗や少額の試行に使われた端末を事業者に確認し、それまでウォレットを保全する。 | Call the holder the same morning; ask the provider from which device the failed or small attempts came, and hold the wallet until then.
-- reason: 少額チャージ{probes}回(1回{probe_yen_max}円以下)・失敗{failures}回(基準{failures_min}回)の後、60分以内に{charges}回・計{yen}円のチャージ(基準{charges_min}回・{yen_min}円)。確認が必要 | {probes} small charges (up to {probe_yen_max} yen) and {failures} failed attempts (threshold {failures_min}), then {charges} charges of {yen} yen within an hour (thresholds {charges_min} and {yen_min}); to be checked
-- A burst: succeeded charges of an account at a provider above probe_yen_max within burst_minutes. A probe, in the
-- probe_hours before the burst's first charge: a succeeded charge up to probe_yen_max, by an account that made none in the
-- habit_hours before that, or failed or refused charges and links. Who often charges little is no prober.
WITH paid AS NOT MATERIALIZED (
  SELECT id, event_at, account, provider, yen FROM v_charges WHERE outcome = 'succeeded' AND reversal_of IS NULL
),
-- A burst that ends in what is swept. Most accounts are left out at once.
recent AS (
  SELECT * FROM paid WHERE event_at >= $from - to_minutes($burst_minutes) AND yen > $probe_yen_max
),
busy AS (
  SELECT account, provider FROM recent GROUP BY account, provider HAVING count(*) >= $charges_min
),
bursts AS (
  SELECT e.id, e.account, e.provider, count(*) AS charges, sum(b.yen)::BIGINT AS yen, min(b.event_at) AS since
  FROM (SELECT p.* FROM recent p SEMI JOIN busy m ON m.account = p.account AND m.provider = p.provider) e
  JOIN recent b ON b.account = e.account AND b.provider = e.provider
    AND epoch_us(b.event_at) > epoch_us(e.event_at) - 60000000::BIGINT * $burst_minutes
    AND (b.event_at, b.id) <= (e.event_at, e.id)
  WHERE e.event_at >= $from
  GROUP BY e.id, e.account, e.provider
  HAVING count(*) >= $charges_min AND sum(b.yen) >= $yen_min
),
attempts AS (
  SELECT account, provider, event_at, true AS small FROM paid WHERE yen <= $probe_yen_max
  UNION ALL SELECT account, provider, event_at, false FROM v_charges WHERE outcome <> 'succeeded'
  UNION ALL SELECT account, provider, event_at, false FROM v_links WHERE outcome <> 'succeeded' AND snapshot IS NOT TRUE
),
probed AS (
  SELECT
    b.*,
    count(*) FILTER (a.small AND a.event_at >= b.since - to_hours($probe_hours)) AS probes,
    count(*) FILTER (a.small AND a.event_at < b.since - to_hours($probe_hours)) AS habit,
    count(*) FILTER (NOT a.small AND a.event_at >= b.since - to_hours($probe_hours)) AS failures
  FROM bursts b
  JOIN attempts a ON a.account = b.account AND a.provider = b.provider AND a.event_at < b.since
    AND a.event_at >= b.since - to_hours($probe_hours) - to_hours($habit_hours)
  GROUP BY ALL
)
SELECT id, account AS entity, probes, failures, charges, yen
FROM probed
WHERE failures >= $failures_min OR (probes > 0 AND habit = 0)
