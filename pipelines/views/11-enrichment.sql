-- What was known about a link or charge at its time: two-factor, adoption, suspension, limits, holder. The same macro
-- makes the analysts' views and the work list of the rules.
--
-- "As of" t is the latest word with event_at <= t; of two with equal event_at the greater id wins.

CREATE OR REPLACE MACRO adoption_at(p, b, t) AS coalesce((
  SELECT max_by(CASE a.status WHEN 'adopted' THEN 'adopted' ELSE 'not-adopted' END, {since: a.event_at, id: a.id})
  FROM adoptions a
  WHERE a.provider = p AND a.bank = b AND a.event_at <= t
), 'unknown');
COMMENT ON MACRO adoption_at IS 'Does the provider ask for the bank''s own two-factor at t: adopted, not-adopted or unknown';

-- The latest word of the bank and the latest word for every bank both count: either can stop the operation.
CREATE OR REPLACE MACRO suspended_at(p, b, operation, t) AS coalesce((
  SELECT bool_or(latest.status = 'suspended')
  FROM (
    SELECT max_by(s.status, {since: s.event_at, id: s.id}) AS status
    FROM suspensions s
    WHERE s.provider = p AND s.bank IN (b, '*') AND list_contains(s.operations, operation) AND s.event_at <= t
    GROUP BY s.bank
  ) latest
), false);
COMMENT ON MACRO suspended_at IS 'Is the operation (register, change or charge) of a rail stopped at t';

CREATE OR REPLACE MACRO uncertain_at(p, b, operation, t) AS EXISTS (
  FROM suspensions s
  WHERE s.approximate AND s.provider = p AND s.bank IN (b, '*') AND list_contains(s.operations, operation)
    AND s.event_at BETWEEN t - INTERVAL 5 MINUTE AND t + INTERVAL 5 MINUTE
);
COMMENT ON MACRO uncertain_at IS 'Is t within 5 minutes of a stop or resumption whose time is only about right (頃)';

-- The latest limit of each kind as {since, id, yen}: the greatest struct is the latest word. A word that lifts a limit has
-- no yen, but is a word.
CREATE OR REPLACE MACRO rail_limits(p, b, t) AS (
  SELECT {
    charge: max({since: l.event_at, id: l.id, yen: l.yen}) FILTER (l.per = 'charge'),
    day: max({since: l.event_at, id: l.id, yen: l.yen}) FILTER (l.per = 'day'),
    month: max({since: l.event_at, id: l.id, yen: l.yen}) FILTER (l.per = 'month')
  }
  FROM limits l
  WHERE l.provider = p AND l.bank = b AND l.account IS NULL AND l.wallet IS NULL AND l.event_at <= t
);
COMMENT ON MACRO rail_limits IS 'Latest limits of a provider at exactly this bank (or *) at t, by kind: {since, id, yen}';

CREATE OR REPLACE MACRO account_limits(p, b, a, w, t) AS (
  SELECT {
    charge: max({since: l.event_at, id: l.id, yen: l.yen}) FILTER (l.per = 'charge'),
    day: max({since: l.event_at, id: l.id, yen: l.yen}) FILTER (l.per = 'day'),
    month: max({since: l.event_at, id: l.id, yen: l.yen}) FILTER (l.per = 'month')
  }
  FROM limits l
  WHERE l.account = a AND l.provider = p AND l.bank IN (b, '*') AND coalesce(l.wallet, w) = w AND l.event_at <= t
);
COMMENT ON MACRO account_limits IS 'Latest limits of an account alone at t, by kind: {since, id, yen}';

CREATE OR REPLACE MACRO wallet_limits(p, b, w, t) AS (
  SELECT {
    charge: max({since: l.event_at, id: l.id, yen: l.yen}) FILTER (l.per = 'charge'),
    day: max({since: l.event_at, id: l.id, yen: l.yen}) FILTER (l.per = 'day'),
    month: max({since: l.event_at, id: l.id, yen: l.yen}) FILTER (l.per = 'month')
  }
  FROM limits l
  WHERE l.wallet = w AND l.provider = p AND l.bank IN (b, '*') AND l.account IS NULL AND l.event_at <= t
);
COMMENT ON MACRO wallet_limits IS 'Latest limits of a wallet alone at t, by kind: {since, id, yen}';

-- An account's or wallet's limit (the later word of the two) beats that of its bank, which beats that of every bank.
CREATE OR REPLACE MACRO limit_in_force(of_account, of_wallet, of_bank, of_every_bank) AS
  coalesce(greatest(of_account, of_wallet), of_bank, of_every_bank).yen;
COMMENT ON MACRO limit_in_force IS 'The limit that holds, in yen; NULL without a word or where it was lifted';

CREATE OR REPLACE MACRO holder_at(key, t) AS (
  SELECT max_by(h.person, {since: h.event_at, id: h.id})
  FROM holders h
  WHERE h.account_key = key AND h.event_at <= t
);
COMMENT ON MACRO holder_at IS 'Who holds the account at t: person token, NULL while unknown';

-- Charges know one operation, links three; suspensions speak of both.
CREATE OR REPLACE VIEW charge_operations AS SELECT *, 'charge' AS operation FROM charges;
COMMENT ON VIEW charge_operations IS 'Charges, shaped for enrich()';

CREATE OR REPLACE MACRO enrich(relation) AS TABLE
  WITH words AS (
    SELECT
      s.*,
      two_factor_word(s.account_key, s.event_at) AS two_factor_word_,
      account_limits(s.provider, s.bank, s.account, s.wallet, s.event_at) AS account_limits_,
      wallet_limits(s.provider, s.bank, s.wallet, s.event_at) AS wallet_limits_,
      rail_limits(s.provider, s.bank, s.event_at) AS bank_limits_,
      rail_limits(s.provider, '*', s.event_at) AS every_limits_
    FROM query_table(relation) s
  )
  SELECT
    * EXCLUDE (two_factor_word_, account_limits_, wallet_limits_, bank_limits_, every_limits_),
    two_factor_status(two_factor_word_, event_at) AS two_factor,
    adoption_at(provider, bank, event_at) AS adoption,
    suspended_at(provider, bank, operation, event_at) AS suspended,
    uncertain_at(provider, bank, operation, event_at) AS uncertain,
    limit_in_force(account_limits_.charge, wallet_limits_.charge, bank_limits_.charge, every_limits_.charge) AS limit_charge,
    limit_in_force(account_limits_.day, wallet_limits_.day, bank_limits_.day, every_limits_.day) AS limit_day,
    limit_in_force(account_limits_.month, wallet_limits_.month, bank_limits_.month, every_limits_.month) AS limit_month,
    holder_at(account_key, event_at) AS holder
  FROM words;
COMMENT ON MACRO TABLE enrich IS 'Adds to links or charges what was known at their time: two-factor, adoption, suspension, limits, holder';
