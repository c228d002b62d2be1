-- What the damage tallies of 22-damage.sql are added up from (contract, section 6). Each part can be called by itself:
-- it lists what a figure consists of.

CREATE OR REPLACE MACRO known_basis(basis) AS CASE
  WHEN basis IN ('declared', 'confirmed', 'compensated', 'excluded', 'suspected') THEN basis
  ELSE error('There is no basis ' || coalesce('"' || basis || '"', 'NULL')
    || '; it is one of declared, confirmed, compensated, excluded and suspected.')
END;
COMMENT ON MACRO known_basis IS 'The basis itself if there is such a one; else an error that names the five';

-- Naming a rail is enough to make a cell of it, so that a table shows what nobody has looked into as unknown instead
-- of leaving it out. '*' (every bank) names no bank.
CREATE OR REPLACE MACRO damage_cells(as_of) AS TABLE
WITH named AS (
  SELECT e.provider, e.bank FROM links e WHERE e.event_at <= as_of::TIMESTAMPTZ
  UNION SELECT e.provider, e.bank FROM charges e WHERE e.event_at <= as_of::TIMESTAMPTZ
  UNION SELECT e.provider, e.bank FROM adoptions e WHERE e.event_at <= as_of::TIMESTAMPTZ
  UNION SELECT e.provider, e.bank FROM suspensions e WHERE e.event_at <= as_of::TIMESTAMPTZ
  UNION SELECT e.provider, e.bank FROM limits e WHERE e.event_at <= as_of::TIMESTAMPTZ
  UNION SELECT e.provider, e.bank FROM claims e WHERE e.event_at <= as_of::TIMESTAMPTZ
  UNION SELECT e.provider, e.bank FROM inquiries e WHERE e.event_at <= as_of::TIMESTAMPTZ
  UNION SELECT e.provider, e.bank FROM exposures e WHERE e.event_at <= as_of::TIMESTAMPTZ
  UNION SELECT e.provider, e.bank FROM announcements e WHERE e.event_at <= as_of::TIMESTAMPTZ
),
claimed AS (
  SELECT DISTINCT k.provider, k.bank FROM claims_at(as_of) k
),
looked_into AS (
  SELECT i.provider, i.bank, max_by(i.status, {event_at: i.event_at, id: i.id}) AS status
  FROM inquiries i
  WHERE i.event_at <= as_of::TIMESTAMPTZ
  GROUP BY i.provider, i.bank
),
exposed AS (
  SELECT e.provider, e.bank, max_by(e.links, {event_at: e.event_at, id: e.id}) AS links
  FROM exposures e
  WHERE e.event_at <= as_of::TIMESTAMPTZ
  GROUP BY e.provider, e.bank
)
SELECT
  n.provider, n.bank,
  CASE
    WHEN i.status = 'open' THEN 'investigating'
    WHEN i.status = 'closed' OR c.bank IS NOT NULL THEN 'reported'
    ELSE 'undisclosed'
  END AS state,
  x.links
FROM named n
LEFT JOIN looked_into i ON i.provider = n.provider AND i.bank = n.bank
LEFT JOIN claimed c ON c.provider = n.provider AND c.bank = n.bank
LEFT JOIN exposed x ON x.provider = n.provider AND x.bank = n.bank
WHERE n.provider IS NOT NULL AND n.bank <> '*';
COMMENT ON MACRO TABLE damage_cells IS 'Every provider × bank that an event up to as_of names: provider, bank, state (investigating, reported, undisclosed), links (latest 登録口座数; NULL: never counted)';

-- The first stop of new links counts, though it may have been lifted since: a case after it should not have been
-- possible.
CREATE OR REPLACE MACRO damage_claims(as_of, basis, channels := NULL) AS TABLE
WITH first_stops AS (
  SELECT s.provider, s.bank, min(s.event_at) AS stopped_at
  FROM suspensions s
  WHERE s.event_at <= as_of::TIMESTAMPTZ AND s.status = 'suspended' AND list_contains(s.operations, 'register')
  GROUP BY s.provider, s.bank
)
SELECT
  k.*,
  CASE basis WHEN 'compensated' THEN k.paid_yen ELSE k.yen END AS counted_yen,
  -- least() passes over NULL: of the stop of the bank itself and that of every bank, whichever came first.
  least(own_bank.stopped_at, every_bank.stopped_at) AS stopped_at,
  coalesce(k.occurred_at >= least(own_bank.stopped_at, every_bank.stopped_at), false) AS after_stop
FROM claims_at(as_of) k
LEFT JOIN first_stops own_bank ON own_bank.provider = k.provider AND own_bank.bank = k.bank
LEFT JOIN first_stops every_bank ON every_bank.provider = k.provider AND every_bank.bank = '*'
WHERE CASE known_basis(basis)
    WHEN 'declared' THEN k.status IN ('declared', 'investigating', 'confirmed')
    WHEN 'confirmed' THEN k.status = 'confirmed'
    WHEN 'compensated' THEN k.compensation IN ('full', 'partial')
    WHEN 'excluded' THEN k.status = 'excluded'
    ELSE false
  END
  AND (channels IS NULL OR list_contains(channels::VARCHAR[], k.channel));
COMMENT ON MACRO TABLE damage_claims IS 'The claims that a tally of (as_of, basis, channels) counts: columns of v_claims, then counted_yen (paid_yen for compensated, else yen), stopped_at (first stop of new links of the rail), after_stop; none for suspected. channels: a list such as [''bank''], NULL for all';

-- 要確認: what the rules saw and nobody has claimed. A claim that names its charges takes those away; one that names none
-- may mean any charge of its account, and takes the account away. Whatever became of the claim, people looked at it.
CREATE OR REPLACE MACRO suspected_events(as_of) AS TABLE
WITH known_firings AS (
  SELECT f.alert_id, f.event_id, f.event_at, f.provider, f.bank, f.account, f.wallet, f.severity, f.yen
  FROM alert_events f
  JOIN alerts a ON a.id = f.alert_id
  WHERE f.known_at <= as_of::TIMESTAMPTZ AND a.status = 'open' AND a.mode = 'live'
),
grave_alerts AS (
  SELECT DISTINCT f.alert_id FROM known_firings f WHERE f.severity IN ('high', 'critical')
),
known_claims AS (
  FROM claims_at(as_of)
),
claimed_charges AS (
  SELECT DISTINCT unnest(k.charges) AS charge FROM known_claims k
),
claimed_accounts AS (
  SELECT DISTINCT k.account FROM known_claims k WHERE coalesce(len(k.charges), 0) = 0
)
-- One event can fire several rules: it is one row here.
SELECT DISTINCT f.event_id, f.event_at, f.provider, f.bank, f.account, f.wallet, f.yen
FROM known_firings f
SEMI JOIN grave_alerts g ON g.alert_id = f.alert_id
ANTI JOIN claimed_charges c ON c.charge = f.event_id
ANTI JOIN claimed_accounts k ON k.account = f.account;
COMMENT ON MACRO TABLE suspected_events IS '要確認: the links and charges, known by as_of, of open live alerts of severity high or critical, less what claims known by then take away; yen is NULL unless it is a succeeded charge';

-- Wilson's score interval (Wilson 1927), in the form that gives exactly 0 for no case. DOUBLE, because the product may
-- pass BIGINT.
CREATE OR REPLACE MACRO wilson_bound(cases, links, z) AS
  (2 * cases + z * z + z * sqrt(z * z + 4 * cases::DOUBLE * (links - cases) / links)) / (2 * (links + z * z));
COMMENT ON MACRO wilson_bound IS 'Bound of the Wilson interval of cases / links: z = -1.959963984540054 gives the lower one of 95 %, z = 1.959963984540054 the upper one';
