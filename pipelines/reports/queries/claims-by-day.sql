-- 問: 被害は何日に発生し、何日に申告されたか
-- Question: On which days did the damage occur, and when was it reported?
-- @as_of = 2020-09-16T23:59:59.999999+09:00 : as-of time
SELECT
  to_jst(occurred_at)::DATE::VARCHAR AS occurred_on, count(*) AS claims, sum(yen)::BIGINT AS yen,
  min(to_jst(first_recorded_at)::DATE::VARCHAR) AS first_reported_on,
  median(date_diff('hour', occurred_at, first_recorded_at))::BIGINT AS median_hours_to_report
FROM claims_at($as_of)
GROUP BY occurred_on
ORDER BY occurred_on
