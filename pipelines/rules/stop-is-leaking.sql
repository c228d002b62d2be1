-- id: stop-is-leaking
-- title: 登録停止後も続く既存登録からの被害 | Losses from existing links go on after a stop of new ones
-- on: sweep
-- every: 1 day
-- span: history
-- reads: claim, suspension, link
-- fires: claim
-- together: 28 days
-- entity: rail
-- period: 7 days
-- severity: critical
-- phase: always
-- mode: live
-- owner: risk-committee
-- runbook: 対象の口座は停止前に登録されているため、チャージの停止も本日中に事業者に提案し、同じ時期に登録された口座のチャージを調べる。 | Propose to the provider today to suspend charge too, for the accounts in question were linked before the stop; look through the charges of links of the same weeks.
-- reason: 新規登録の停止後(チャージは継続)に生じた、停止前の登録からの被害申告が{cases}件・計{yen}円(基準{cases_min}件)。チャージの停止の検討を含め、確認が必要 | {cases} claims of {yen} yen (threshold {cases_min}) on links from before the stop, while new links were stopped and charges were not; to be checked, with a suspension of charge proposed
-- Only a stop of register that leaves charge open can leak. A link that was made during the stop is another matter:
-- operation-while-suspended. It fires on the first word of each claim. Each day has its own count, of what was known
-- at its end: a link that comes after it was none yet.
WITH first_words AS (
  SELECT claim, min_by(k, {since: event_at, id: id}) AS word
  FROM claims k WHERE event_at < $to AND status IN ('declared', 'investigating', 'confirmed')
  GROUP BY claim
),
losses AS (
  SELECT
    word.id, word.event_at, word.provider, word.bank, word.account, word.yen, word.occurred_at,
    suspended_at(word.provider, word.bank, word.occurred_at) AS stopped
  FROM first_words WHERE word.occurred_at < $to
),
during AS (
  SELECT * FROM losses WHERE list_contains(stopped, 'register') AND NOT list_contains(stopped, 'charge')
),
first_links AS (
  SELECT l.account, l.provider, min(l.event_at) AS linked_at
  FROM v_links l SEMI JOIN during s ON s.account = l.account AND s.provider = l.provider
  WHERE l.outcome = 'succeeded' AND l.operation IN ('register', 'change')
  GROUP BY ALL
),
lost AS (
  SELECT
    s.*, f.linked_at, coalesce(list_contains(suspended_at(s.provider, s.bank, f.linked_at), 'register'), false) AS in_stop
  FROM during s LEFT JOIN first_links f ON f.account = s.account AND f.provider = s.provider
),
days AS (
  SELECT since, since + INTERVAL 24 HOUR AS until FROM (
    SELECT $from + to_hours(24 * unnest(range(epoch_us($to - $from) // 86400000000))) AS since
  )
),
leaks AS (
  SELECT d.since, d.until, s.id, s.event_at, s.provider, s.bank, s.yen
  FROM lost s JOIN days d ON s.event_at < d.until AND s.occurred_at < d.until
  WHERE s.linked_at IS NULL OR s.linked_at >= d.until OR NOT s.in_stop
),
rails AS (
  SELECT until, provider, bank, count(*) AS cases, sum(yen)::BIGINT AS yen, max(event_at) AS known_at
  FROM leaks GROUP BY ALL
)
SELECT l.id, l.provider || '|' || l.bank AS entity, r.known_at, r.cases, r.yen
FROM leaks l JOIN rails r ON r.until = l.until AND r.provider = l.provider AND r.bank = l.bank
WHERE l.event_at >= l.since AND r.cases >= $cases_min
