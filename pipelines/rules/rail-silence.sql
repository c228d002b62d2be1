-- id: rail-silence
-- title: 経路の沈黙 | A rail has gone silent
-- on: sweep
-- every: 1 hour
-- span: 40 days
-- after: 72 hours
-- reads: link, charge, suspension
-- fires: link, charge
-- together: 28 days
-- entity: rail
-- period: 1 day
-- severity: low
-- phase: always
-- mode: live
-- owner: payments-operations
-- runbook: 接続の停止か、イベントの遅れだけかを、事業者と自行の接続担当に確認する。遅れて届いたものは定刻に届いたものとして判定される。 | Ask the provider and the bank's interface team whether the rail is down or only its events are late; what comes late is judged as though it had come in time.
-- reason: 最後の取引から{limit_hours}時間、何も届かない(過去28日の最長の間隔{usual_hours}時間、{events}件)。障害か遅延か、確認が必要 | Nothing for {limit_hours} hours since the last event (longest gap of 28 days {usual_hours} hours, {events} events): down, or late; to be checked
-- Its habit is the rail's own longest gap in the 28 days before the day of its last event; gaps beyond silence_hours_max
-- were silences themselves. It fires on the last event, and is known when the silence has lasted gap_factor times as
-- long. A rail whose charges are stopped is expected to be silent. When the events come late after all, the silence was
-- none, and the alert is retracted.
-- Read each time it is named: of most rails no more than a few hours are looked at.
WITH moves AS NOT MATERIALIZED (
  SELECT id, event_at, provider, bank FROM v_links WHERE snapshot IS NOT TRUE
  UNION ALL SELECT id, event_at, provider, bank FROM v_charges
),
-- A silence is longer than a slot: it begins with the last event of one, and ends with the first event of another.
slots AS (
  SELECT
    provider, bank, epoch_us(event_at) // (3600000000 * $silence_hours_min)::BIGINT AS slot,
    min(event_at) AS first_at, max(event_at) AS last_at
  FROM moves WHERE event_at >= $from - to_hours($silence_hours_max)
  GROUP BY ALL
),
ends AS (
  SELECT provider, bank, last_at AS event_at, lead(first_at) OVER (PARTITION BY provider, bank ORDER BY slot) AS next_at
  FROM slots
  QUALIFY epoch_us(coalesce(next_at, $to)) - epoch_us(last_at) > 3600000000 * $silence_hours_min
    AND (next_at IS NULL OR next_at > $from)
),
lasts AS (
  SELECT e.*, m.id FROM ends e JOIN moves m ON m.provider = e.provider AND m.bank = e.bank AND m.event_at = e.event_at
  QUALIFY row_number() OVER (PARTITION BY e.provider, e.bank, e.event_at ORDER BY m.id DESC) = 1
),
gaps AS (
  SELECT
    provider, bank, to_jst(event_at)::DATE AS day,
    -- Microseconds: to take one TIMESTAMPTZ from another costs as much as the rest together.
    epoch_us(event_at) - epoch_us(lag(event_at) OVER (PARTITION BY provider, bank ORDER BY event_at)) AS gap
  FROM moves m SEMI JOIN lasts l ON l.provider = m.provider AND l.bank = m.bank
),
days AS (
  SELECT provider, bank, day, count(*) AS events, max(gap) FILTER (gap <= 3600000000 * $silence_hours_max) AS longest
  FROM gaps GROUP BY ALL
),
habits AS (
  SELECT l.id, count(*) AS days, sum(d.events)::BIGINT AS events, max(d.longest) / 1000000.0::DOUBLE / 3600 AS usual_hours
  FROM lasts l
  JOIN days d ON d.provider = l.provider AND d.bank = l.bank
    AND d.day BETWEEN to_jst(l.event_at)::DATE - 28 AND to_jst(l.event_at)::DATE - 1
  GROUP BY l.id
),
silences AS (
  SELECT l.*, h.events, h.days, h.usual_hours, greatest($silence_hours_min, $gap_factor * h.usual_hours) AS limit_hours
  FROM lasts l JOIN habits h ON h.id = l.id
  WHERE h.events >= $events_min AND h.days >= $habit_days_min
),
known AS (
  SELECT *, event_at + to_microseconds((limit_hours * 3600000000)::BIGINT) AS known_at FROM silences
  WHERE limit_hours <= $silence_hours_max
)
SELECT k.id, k.provider || '|' || k.bank AS entity, k.known_at, k.events, k.usual_hours, k.limit_hours
FROM known k
WHERE k.known_at >= $from AND k.known_at < $to AND (k.next_at IS NULL OR k.next_at > k.known_at)
  AND NOT list_contains(suspended_at(k.provider, k.bank, k.known_at), 'charge')
