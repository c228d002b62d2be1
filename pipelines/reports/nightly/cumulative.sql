-- How the ledger grew by $as_of: by day (Japan) and basis, what the revisions of that day added or took away. Only rails
-- whose damage is reported at $as_of are in it, so that the sum of all days is damage_total() at $as_of.
WITH reported AS (
  SELECT c.provider, c.bank FROM damage_cells($as_of) c WHERE c.state = 'reported'
),
revisions AS (
  SELECT
    r.claim, r.event_at, r.id, r.status, r.yen,
    EXISTS (FROM reported c WHERE c.provider = r.provider AND c.bank = r.bank) AS shown
  FROM claims r
  WHERE r.event_at <= $as_of::TIMESTAMPTZ
),
-- Every moment at which a claim or what is paid for it changes, with both as they are from then on.
moments AS (
  SELECT r.claim, r.event_at, r.id, 0 AS place, {status: r.status, yen: r.yen, shown: r.shown} AS revision, NULL AS paid
  FROM revisions r
  UNION ALL BY NAME
  SELECT p.claim, p.event_at, p.id, 1 AS place, NULL AS revision, {decision: p.decision, yen: p.yen} AS paid
  FROM compensations p
  SEMI JOIN revisions r ON r.claim = p.claim
  WHERE p.event_at <= $as_of::TIMESTAMPTZ
),
states AS (
  SELECT
    m.claim, m.event_at, m.place, m.id,
    last_value(m.revision IGNORE NULLS) OVER claim AS revision,
    last_value(m.paid IGNORE NULLS) OVER claim AS paid
  FROM moments m
  WINDOW claim AS (PARTITION BY m.claim ORDER BY m.event_at, m.place, m.id)
),
counted AS (
  SELECT
    s.claim, s.event_at, s.place, s.id, b.basis,
    (s.revision.shown AND is_counted(b.basis, s.revision.status, s.paid.decision))::INTEGER AS cases,
    CASE WHEN s.revision.shown AND is_counted(b.basis, s.revision.status, s.paid.decision)
      THEN counted_yen(b.basis, s.revision.yen, s.paid.yen) ELSE 0 END AS yen
  FROM states s
  CROSS JOIN (VALUES ('declared'), ('confirmed'), ('compensated')) b(basis)
),
changes AS (
  SELECT
    strftime(to_jst(c.event_at), '%Y-%m-%d') AS day, c.basis,
    coalesce(c.cases, 0) - coalesce(lag(c.cases) OVER claim, 0) AS cases,
    coalesce(c.yen, 0) - coalesce(lag(c.yen) OVER claim, 0) AS yen
  FROM counted c
  WINDOW claim AS (PARTITION BY c.claim, c.basis ORDER BY c.event_at, c.place, c.id)
)
SELECT c.day, c.basis, sum(c.cases)::BIGINT AS cases, sum(c.yen)::BIGINT AS yen
FROM changes c
GROUP BY c.day, c.basis
ORDER BY c.day, c.basis
