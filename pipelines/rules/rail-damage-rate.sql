-- id: rail-damage-rate
-- title: 登録口座あたりの被害が多い経路 | A rail with much damage for its links
-- on: sweep
-- every: 1 day
-- span: history
-- reads: claim, exposure, inquiry
-- fires: claim
-- entity: rail
-- period: 7 days
-- severity: critical
-- phase: always
-- mode: live
-- owner: risk-committee
-- runbook: Propose to the provider today to suspend register, change and charge on this rail until it asks for a second factor, and prepare the announcement.
-- reason: 確認済みの被害が登録口座10万件あたり{rate}件、{cases}件/{links}件(95%下限{rate_low}件、基準{cases_per_100k_links_min}件以上)。登録とチャージの停止の検討を含め、確認が必要 | {cases} confirmed cases for {links} links: {rate} per 100,000 (lower bound of 95 % {rate_low}, threshold {cases_per_100k_links_min}); to be checked, with a suspension of register and charge proposed
-- The bound is that of damage(): a few cases on few links prove little. During an open inquiry the cases so far count,
-- for there can only be more. It fires on the claims that were confirmed on the day.
WITH rates AS (
  SELECT
    d.provider, d.bank, d.links, coalesce(d.cases, d.cases_so_far) AS cases,
    100000 * coalesce(d.cases, d.cases_so_far) / d.links::DOUBLE AS rate,
    100000 * wilson_bound(coalesce(d.cases, d.cases_so_far), d.links, (-1.959963984540054)::DOUBLE) AS rate_low
  FROM damage($to - INTERVAL 1 MICROSECOND, 'confirmed') d
  WHERE d.links > 0 AND coalesce(d.cases, d.cases_so_far) <= d.links
)
SELECT
  c.id, r.provider || '|' || r.bank AS entity, max(c.event_at) OVER (PARTITION BY c.provider, c.bank) AS known_at,
  r.cases, r.links, r.rate, r.rate_low
FROM v_claims c JOIN rates r ON r.provider = c.provider AND r.bank = c.bank
WHERE c.status = 'confirmed' AND c.event_at >= $from AND r.rate_low >= $cases_per_100k_links_min
