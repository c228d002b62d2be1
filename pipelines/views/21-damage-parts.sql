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
CREATE OR REPLACE VIEW named_rails AS
FROM (
  SELECT e.provider, e.bank, e.event_at FROM links e
  UNION ALL SELECT e.provider, e.bank, e.event_at FROM charges e
  UNION ALL SELECT e.provider, e.bank, e.event_at FROM adoptions e
  UNION ALL SELECT e.provider, e.bank, e.event_at FROM suspensions e
  UNION ALL SELECT e.provider, e.bank, e.event_at FROM limits e
  UNION ALL SELECT e.provider, e.bank, e.event_at FROM claims e
  UNION ALL SELECT e.provider, e.bank, e.event_at FROM inquiries e
  UNION ALL SELECT e.provider, e.bank, e.event_at FROM exposures e
  UNION ALL SELECT e.provider, e.bank, e.event_at FROM announcements e
) e
WHERE e.provider IS NOT NULL AND e.bank <> '*';
COMMENT ON VIEW named_rails IS 'Every naming of a provider × bank by an event, so a rail is here many times';
COMMENT ON COLUMN named_rails.provider IS 'Provider';
COMMENT ON COLUMN named_rails.bank IS 'Bank code, never *';
COMMENT ON COLUMN named_rails.event_at IS 'When the event that names it happened, took effect or was recorded';

CREATE OR REPLACE MACRO damage_cells_of(rails, as_of) AS TABLE
WITH named AS (
  SELECT DISTINCT n.provider, n.bank FROM query_table(rails) n WHERE n.event_at <= as_of::TIMESTAMPTZ
),
claimed AS (
  SELECT DISTINCT k.provider, k.bank FROM revisions_at(as_of) k
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
LEFT JOIN exposed x ON x.provider = n.provider AND x.bank = n.bank;
COMMENT ON MACRO TABLE damage_cells_of IS 'damage_cells of the rails of a table (by its name, with the columns of named_rails)';

CREATE OR REPLACE MACRO damage_cells(as_of) AS TABLE
FROM damage_cells_of('named_rails', as_of);
COMMENT ON MACRO TABLE damage_cells IS 'Every provider × bank that an event up to as_of names: provider, bank, state (investigating, reported, undisclosed), links (latest 登録口座数; NULL: never counted)';

-- The first stop of new links counts, though it may have been lifted since: a case after it should not have been
-- possible.
CREATE OR REPLACE MACRO claims_and_stops(as_of) AS TABLE
WITH first_stops AS (
  SELECT s.provider, s.bank, min(s.event_at) AS stopped_at
  FROM suspensions s
  WHERE s.event_at <= as_of::TIMESTAMPTZ AND s.status = 'suspended' AND list_contains(s.operations, 'register')
  GROUP BY s.provider, s.bank
)
SELECT
  k.*,
  -- least() passes over NULL: of the stop of the bank itself and that of every bank, whichever came first.
  least(own_bank.stopped_at, every_bank.stopped_at) AS stopped_at,
  coalesce(k.occurred_at >= least(own_bank.stopped_at, every_bank.stopped_at), false) AS after_stop
FROM claims_at(as_of) k
LEFT JOIN first_stops own_bank ON own_bank.provider = k.provider AND own_bank.bank = k.bank
LEFT JOIN first_stops every_bank ON every_bank.provider = k.provider AND every_bank.bank = '*';
COMMENT ON MACRO TABLE claims_and_stops IS 'Every claim as it was known at as_of, and the stop of its rail: columns of v_claims, then stopped_at (first stop of new links), after_stop';

CREATE OR REPLACE MACRO is_counted(basis, status, compensation) AS CASE basis
  WHEN 'declared' THEN status IN ('declared', 'investigating', 'confirmed')
  WHEN 'confirmed' THEN status = 'confirmed'
  WHEN 'compensated' THEN coalesce(compensation IN ('full', 'partial'), false)
  WHEN 'excluded' THEN status = 'excluded'
  ELSE false
END;
COMMENT ON MACRO is_counted IS 'Does this basis count a claim of this status and latest compensation; suspected counts none';

CREATE OR REPLACE MACRO counted_yen(basis, yen, paid_yen) AS CASE basis WHEN 'compensated' THEN paid_yen ELSE yen END;
COMMENT ON MACRO counted_yen IS 'What a claim adds to the yen of this basis: what was paid for compensated, else what is claimed';

CREATE OR REPLACE MACRO is_of_channels(channel, channels) AS channels IS NULL OR list_contains(channels::VARCHAR[], channel);
COMMENT ON MACRO is_of_channels IS 'Is a claim of this channel asked for: a list such as [''bank''], NULL for all';

CREATE OR REPLACE MACRO damage_claims(as_of, basis, channels := NULL) AS TABLE
SELECT
  k.* EXCLUDE (stopped_at, after_stop),
  counted_yen(basis, k.yen, k.paid_yen) AS counted_yen,
  k.stopped_at, k.after_stop
FROM claims_and_stops(as_of) k
WHERE is_counted(known_basis(basis), k.status, k.compensation) AND is_of_channels(k.channel, channels);
COMMENT ON MACRO TABLE damage_claims IS 'The claims that a tally of (as_of, basis, channels) counts; none for suspected. channels: a list such as [''bank''], NULL for all / as_of・basis・channelsの集計が数える被害申告。suspectedは0件
columns as v_claims
counted_yen: Whole yen that the tally counts: paid_yen for compensated, else yen / 集計が数える額(円)。compensatedではpaid_yen、それ以外はyen
stopped_at: First stop of new links of the rail as known at as_of; NULL: none / as_of時点で知られていた最初の登録停止。NULLはなし
after_stop: The damage began at or after that stop / その停止以後に始まった被害';

-- 要確認: what the rules saw and nobody has claimed. A claim that names its charges takes those away; one that names none
-- may mean any charge of its account, and takes the account away. Whatever became of the claim, people looked at it.
CREATE OR REPLACE MACRO suspected_events_of(rails, as_of) AS TABLE
WITH known_firings AS (
  SELECT f.alert_id, f.event_id, f.event_at, f.provider, f.bank, f.account, f.wallet, f.yen
  FROM alert_events f
  SEMI JOIN query_table(rails) n ON n.provider = f.provider AND n.bank = f.bank
  -- What fires on a claim, and so has no wallet, was claimed: it is no suspicion.
  WHERE f.known_at <= as_of::TIMESTAMPTZ AND f.wallet IS NOT NULL
),
-- What makes an alert grave may have happened at another rail.
grave_alerts AS (
  SELECT f.alert_id
  FROM alert_events f
  SEMI JOIN known_firings k ON k.alert_id = f.alert_id
  SEMI JOIN (FROM alerts WHERE status = 'open' AND mode = 'live') a ON a.id = f.alert_id
  WHERE f.known_at <= as_of::TIMESTAMPTZ AND f.severity IN ('high', 'critical')
),
known_claims AS (
  FROM revisions_at(as_of)
),
claimed_charges AS (
  SELECT unnest(k.charges) AS charge FROM known_claims k
),
claimed_accounts AS (
  SELECT k.account FROM known_claims k WHERE coalesce(len(k.charges), 0) = 0
)
-- One event can fire several rules: it is one row here.
SELECT DISTINCT f.event_id, f.event_at, f.provider, f.bank, f.account, f.wallet, f.yen
FROM known_firings f
SEMI JOIN grave_alerts g ON g.alert_id = f.alert_id
ANTI JOIN claimed_charges c ON c.charge = f.event_id
ANTI JOIN claimed_accounts k ON k.account = f.account;
COMMENT ON MACRO TABLE suspected_events_of IS 'suspected_events of the rails of a table (by its name, with columns provider and bank)';

-- Events that fired have their rails with them.
CREATE OR REPLACE MACRO suspected_events(as_of) AS TABLE
FROM suspected_events_of('alert_events', as_of);
COMMENT ON MACRO TABLE suspected_events IS '要確認: the links and charges, known by as_of, of open live alerts of severity high or critical, less what claims known by then take away; yen is NULL unless it is a succeeded charge';

-- Wilson's score interval (Wilson 1927), in the form that gives exactly 0 for no case. DOUBLE, because the product may
-- pass BIGINT.
CREATE OR REPLACE MACRO wilson_bound(cases, links, z) AS
  (2 * cases + z * z + z * sqrt(z * z + 4 * cases::DOUBLE * (links - cases) / links)) / (2 * (links + z * z));
COMMENT ON MACRO wilson_bound IS 'Bound of the Wilson interval of cases / links: z = -1.959963984540054 gives the lower one of 95 %, z = 1.959963984540054 the upper one';
