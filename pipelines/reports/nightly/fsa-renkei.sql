-- 連携サービスを利用した不正出金, in the form in which the 金融庁 publishes it: declared claims known at $as_of by the quarter
-- (Japan) in which the damage occurred. average_yen is cut to whole yen. Compensation: decided (compensated in full or in
-- part, not compensated), or still being looked into or considered.
SELECT
  year(to_jst(d.occurred_at)) AS year, quarter(to_jst(d.occurred_at)) AS quarter,
  count(*) AS cases, sum(d.yen)::BIGINT AS yen, (sum(d.yen) // count(*))::BIGINT AS average_yen,
  count(*) FILTER (d.compensation IN ('full', 'partial')) AS compensated,
  coalesce(sum(d.paid_yen) FILTER (d.compensation IN ('full', 'partial')), 0)::BIGINT AS paid_yen,
  count(*) FILTER (d.compensation = 'refused') AS refused,
  count(*) FILTER (d.compensation IS NULL OR d.compensation = 'pending') AS open
FROM damage_claims($as_of, 'declared') d
GROUP BY ALL
ORDER BY ALL
