-- id: mule-fan-in
-- title: 登録直後の複数ウォレットからの送金の集中 | Many young wallets send to one
-- on: sweep
-- every: 1 hour
-- span: 16 days
-- after: 9 days
-- reads: link, charge, spend
-- fires: charge
-- together: 28 days
-- entity: wallet
-- period: 7 days
-- severity: high
-- phase: payment
-- mode: live
-- owner: fraud-analytics
-- runbook: 受け取る側のウォレットの保全を事業者に依頼し、送金元にチャージした口座の名義人に電話する。 | Ask the provider to hold the wallet that receives, and call the holders of the accounts that the senders were charged from.
-- reason: 24時間に、口座登録から{link_age_days_max}日未満の{senders}ウォレット(基準{senders_min})から計{received_yen}円の送金を受取。確認が必要 | Received {received_yen} yen in all within 24 hours from {senders} wallets (threshold {senders_min}) whose accounts were first linked less than {link_age_days_max} days ago; to be checked
-- It is about the wallet that receives, and fires on the last charge of each sender before the sending: that money was
-- taken. A wallet whose oldest account is younger than link_age_days_max is young; friends who share a bill are older.
WITH sent AS (
  SELECT id, event_at, wallet, counterparty, yen FROM spends
  WHERE kind = 'p2p' AND counterparty IS NOT NULL AND event_at < $to AND event_at >= $from - INTERVAL 24 HOUR
),
ties AS (
  SELECT l.wallet, l.account, l.provider FROM links l SEMI JOIN sent s ON s.wallet = l.wallet
  WHERE l.outcome = 'succeeded' AND l.operation IN ('register', 'change') AND l.event_at < $to
  GROUP BY ALL
),
linked AS (
  SELECT t.wallet, min(l.event_at) AS linked_at
  FROM ties t JOIN links l ON l.account = t.account AND l.provider = t.provider
  WHERE l.outcome = 'succeeded' AND l.operation IN ('register', 'change')
  GROUP BY t.wallet
),
young AS (
  SELECT s.* FROM sent s JOIN linked k ON k.wallet = s.wallet
  WHERE k.linked_at <= s.event_at AND k.linked_at > s.event_at - to_hours(24 * $link_age_days_max)
),
gathered AS (
  SELECT e.counterparty, e.event_at AS known_at, count(DISTINCT y.wallet) AS senders, sum(y.yen)::BIGINT AS received_yen
  FROM (SELECT DISTINCT counterparty, event_at FROM young WHERE event_at >= $from) e
  JOIN young y ON y.counterparty = e.counterparty
    AND y.event_at > e.event_at - INTERVAL 24 HOUR AND y.event_at <= e.event_at
  GROUP BY ALL
  HAVING count(DISTINCT y.wallet) >= $senders_min
),
firing AS (
  SELECT g.*, y.wallet, max(y.event_at) AS sent_at
  FROM gathered g JOIN young y ON y.counterparty = g.counterparty
    AND y.event_at > g.known_at - INTERVAL 24 HOUR AND y.event_at <= g.known_at
  GROUP BY ALL
),
funded AS (
  SELECT f.counterparty, f.known_at, f.senders, f.received_yen, max_by(c.id, {since: c.event_at, id: c.id}) AS id
  FROM firing f JOIN v_charges c ON c.wallet = f.wallet AND c.outcome = 'succeeded' AND c.event_at <= f.sent_at
    AND c.event_at > f.sent_at - to_hours(24 * $link_age_days_max)
  GROUP BY f.counterparty, f.known_at, f.senders, f.received_yen, f.wallet
)
SELECT
  id, counterparty AS entity, min(known_at) AS known_at,
  arg_min(senders, known_at) AS senders, arg_min(received_yen, known_at) AS received_yen
FROM funded
GROUP BY id, counterparty
