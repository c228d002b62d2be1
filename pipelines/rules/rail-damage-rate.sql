-- id: rail-damage-rate
-- title: 登録口座あたりの被害が多い経路 | A rail with much damage for its links
-- on: sweep
-- every: 1 day
-- span: history
-- reads: claim, exposure
-- fires: claim
-- together: 28 days
-- entity: rail
-- period: 7 days
-- severity: critical
-- phase: always
-- mode: live
-- owner: risk-committee
-- runbook: 2要素認証が求められるまで、この接続の登録・変更・チャージの停止を本日中に事業者に提案し、公表を準備する。 | Propose to the provider today to suspend register, change and charge on this rail until it asks for a second factor, and prepare the announcement.
-- reason: 確認済みの被害が登録口座10万件あたり{rate}件、{cases}件/{links}件(95%下限{rate_low}件、基準{cases_per_100k_links_min}件以上)。登録とチャージの停止の検討を含め、確認が必要 | {cases} confirmed cases for {links} links: {rate} per 100,000 (lower bound of 95 % {rate_low}, threshold {cases_per_100k_links_min}); to be checked, with a suspension of register and charge proposed
-- Claims, links and bound are those of damage(…, 'confirmed') at the end of each day: a few cases on few links prove
-- little. During an open inquiry the cases so far count, for there can only be more. It fires on the claims that were
-- confirmed on the day.
WITH days AS (
  SELECT since, since + INTERVAL 24 HOUR AS until FROM (
    SELECT $from + to_hours(24 * unnest(range(epoch_us($to - $from) // 86400000000))) AS since
  )
),
-- A word holds until the next one.
words AS (
  SELECT
    k.id, k.provider, k.bank, k.status, k.event_at,
    lead(k.event_at) OVER (PARTITION BY k.claim ORDER BY k.event_at, k.id) AS next_at
  FROM claims k WHERE k.event_at < $to
),
confirmed AS (
  SELECT d.since, d.until, w.id, w.provider, w.bank, w.event_at
  FROM words w JOIN days d ON w.event_at < d.until AND (w.next_at IS NULL OR w.next_at >= d.until)
  WHERE w.status = 'confirmed'
),
counts AS (
  SELECT e.provider, e.bank, e.links, e.event_at,
    lead(e.event_at) OVER (PARTITION BY e.provider, e.bank ORDER BY e.event_at, e.id) AS next_at
  FROM exposures e WHERE e.event_at < $to
),
rails AS (
  SELECT until, provider, bank, count(*) AS cases, max(event_at) AS known_at FROM confirmed GROUP BY ALL
),
rates AS (
  SELECT
    r.until, r.provider, r.bank, r.known_at, r.cases, c.links,
    100000 * r.cases / c.links::DOUBLE AS rate,
    100000 * wilson_bound(r.cases, c.links, (-1.959963984540054)::DOUBLE) AS rate_low
  FROM rails r
  JOIN counts c ON c.provider = r.provider AND c.bank = r.bank
    AND c.event_at < r.until AND (c.next_at IS NULL OR c.next_at >= r.until)
  WHERE c.links > 0 AND r.cases <= c.links
)
SELECT c.id, r.provider || '|' || r.bank AS entity, r.known_at, r.cases, r.links, r.rate, r.rate_low
FROM confirmed c JOIN rates r ON r.until = c.until AND r.provider = c.provider AND r.bank = c.bank
WHERE c.event_at >= c.since AND r.rate_low >= $cases_per_100k_links_min
