-- id: rail-surge
-- title: 弱い認証での新規登録の急増 | A surge of weak first links
-- on: sweep
-- every: 1 hour
-- span: history
-- reads: link
-- fires: link
-- together: 28 days
-- entity: rail
-- period: 1 hour
-- severity: medium
-- phase: link
-- mode: live
-- owner: fraud-analytics
-- runbook: 登録が増えた理由を事業者に確認し、その端末・アドレスと、これらの口座の最初のチャージを調べる。 | Ask the provider whether it knows a reason for the new links; look at their devices and addresses, and at the first charges of these accounts.
-- reason: 口座番号・氏名・生年月日・暗証番号だけの新規登録が1時間に{links}件(同じ曜日・時刻の中央値{usual}件、基準{limit}件超)。確認が必要 | {links} first links in an hour with account number, name, birth date or PIN alone (usually {usual} at this hour of the week, threshold more than {limit}); to be checked
-- The baseline is the median and the MAD of the same hour of the week in the weeks before, hours without a link included,
-- but for weeks from which nothing of the rail is known. 1.4826 × MAD estimates a standard deviation (Rousseeuw and Croux
-- 1993). Charges are not looked at: a promotion that brings charges is no surge.
WITH weak AS (
  SELECT id, event_at, account, provider, bank, date_trunc('hour', to_jst(event_at)) AS hour
  FROM v_links
  WHERE outcome = 'succeeded' AND operation IN ('register', 'change') AND snapshot IS NOT TRUE
    AND event_at >= $from - INTERVAL 168 HOUR * $weeks
    -- Of each week the hours that are swept; which factors are weak is asked of no others, for that takes longest.
    AND CASE
      WHEN (epoch_us(event_at) - epoch_us($from) + 604800000000::BIGINT * $weeks) % 604800000000 < epoch_us($to) - epoch_us($from)
      THEN is_weak(factors) ELSE false END
),
first_weak AS (
  SELECT w.* FROM weak w
  WHERE NOT EXISTS (
    FROM v_links e
    WHERE e.account = w.account AND e.provider = w.provider AND e.outcome = 'succeeded'
      AND e.operation IN ('register', 'change') AND (e.event_at, e.id) < (w.event_at, w.id))
),
hours AS (
  SELECT provider, bank, hour, count(*) AS links, max(event_at) AS known_at FROM first_weak GROUP BY ALL
),
busy AS (
  SELECT * FROM hours WHERE hour >= to_jst($from) AND links >= $links_min
),
rails AS (
  SELECT l.provider, l.bank, min(l.event_at) AS since
  FROM v_links l SEMI JOIN busy h ON h.provider = l.provider AND h.bank = l.bank
  GROUP BY ALL
),
baselines AS (
  SELECT h.*, median(coalesce(e.links, 0)) AS usual, mad(coalesce(e.links, 0)::DOUBLE) AS spread
  FROM busy h
  JOIN rails r ON r.provider = h.provider AND r.bank = h.bank
  CROSS JOIN (SELECT unnest(range(1, $weeks + 1)) AS week) w
  LEFT JOIN hours e ON e.provider = h.provider AND e.bank = h.bank AND e.hour = h.hour - INTERVAL 168 HOUR * w.week
  WHERE from_jst(h.hour - INTERVAL 168 HOUR * w.week) >= r.since
  GROUP BY ALL
  HAVING count(*) >= $weeks_min
),
surges AS (
  SELECT *, usual + $deviations_min * greatest(1.4826 * spread, $spread_links_min) AS limit FROM baselines
)
SELECT f.id, s.provider || '|' || s.bank AS entity, s.known_at, s.links, s.usual, s.limit
FROM surges s JOIN first_weak f ON f.provider = s.provider AND f.bank = s.bank AND f.hour = s.hour
WHERE s.links > s.limit
