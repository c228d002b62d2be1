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

-- Limits of rails as spans: each word holds until the next one of its kind. Of two at one instant the greater id wins,
-- for the other one's span is empty. A word that lifts a limit has no yen, but is a word.
CREATE OR REPLACE VIEW rail_limit_spans AS
SELECT
  provider, bank, per, yen, event_at AS holds_from,
  lead(event_at, 1, 'infinity') OVER (PARTITION BY provider, bank, per ORDER BY event_at, id) AS holds_to
FROM limits
WHERE account IS NULL AND wallet IS NULL;
COMMENT ON VIEW rail_limit_spans IS 'Limits of rails (bank * = every bank) with the span in which each word holds';
COMMENT ON COLUMN rail_limit_spans.provider IS 'Provider';
COMMENT ON COLUMN rail_limit_spans.bank IS 'Bank code, or * for every bank';
COMMENT ON COLUMN rail_limit_spans.per IS 'charge, day or month';
COMMENT ON COLUMN rail_limit_spans.yen IS 'Whole yen; NULL: lifted';
COMMENT ON COLUMN rail_limit_spans.holds_from IS 'When it takes effect';
COMMENT ON COLUMN rail_limit_spans.holds_to IS 'When the next word takes effect, exclusive';

-- Limits of one account or wallet alone, as lists of words: they are few for each.
CREATE OR REPLACE MACRO account_limits(subject) AS (
  SELECT list({since: l.event_at, id: l.id, yen: l.yen, per: l.per, provider: l.provider, bank: l.bank, wallet: l.wallet})
  FROM limits l WHERE l.account = subject
);
COMMENT ON MACRO account_limits IS 'All limit words of an account alone';

CREATE OR REPLACE MACRO wallet_limits(subject) AS (
  SELECT list({since: l.event_at, id: l.id, yen: l.yen, per: l.per, provider: l.provider, bank: l.bank, wallet: l.wallet})
  FROM limits l WHERE l.wallet = subject AND l.account IS NULL
);
COMMENT ON MACRO wallet_limits IS 'All limit words of a wallet alone';

-- The greatest {since, id, …} is the latest word.
CREATE OR REPLACE MACRO own_limit(words, kind, p, b, w, t) AS list_max(list_filter(words, lambda word:
  word.per = kind AND word.provider = p AND word.bank IN (b, '*') AND coalesce(word.wallet, w) = w AND word.since <= t));
COMMENT ON MACRO own_limit IS 'The latest of these limit words that holds for a charge of this kind, provider, bank and wallet at t';

CREATE OR REPLACE MACRO holder_at(key, t) AS (
  SELECT max_by(h.person, {since: h.event_at, id: h.id})
  FROM holders h
  WHERE h.account_key = key AND h.event_at <= t
);
COMMENT ON MACRO holder_at IS 'Who holds the account at t: person token, NULL while unknown';

-- Charges know one operation, links three; suspensions speak of both.
CREATE OR REPLACE VIEW charge_operations AS SELECT *, 'charge' AS operation FROM charges;
COMMENT ON VIEW charge_operations IS 'Charges, shaped for enrich()';

-- An account's or wallet's limit (the later word of the two) beats that of its bank, which beats that of every bank.
-- Whether a word is there decides, not whether it has yen.
CREATE OR REPLACE MACRO limit_in_force(own, of_bank, bank_yen, of_every_bank_yen) AS CASE
  WHEN own IS NOT NULL THEN own['yen']
  WHEN of_bank IS NOT NULL THEN bank_yen
  ELSE of_every_bank_yen
END;
COMMENT ON MACRO limit_in_force IS 'The limit that holds, in yen; NULL without a word or where it was lifted';

CREATE OR REPLACE MACRO enrich(relation) AS TABLE
  WITH words AS (
    SELECT
      s.*,
      two_factor_word(s.account_key, s.event_at) AS two_factor_,
      list_concat(account_limits(s.account), wallet_limits(s.wallet)) AS own_
    FROM query_table(relation) s
  )
  SELECT
    s.* EXCLUDE (two_factor_, own_),
    two_factor_status(s.two_factor_, v.instants, s.event_at) AS two_factor,
    adoption_at(s.provider, s.bank, s.event_at) AS adoption,
    suspended_at(s.provider, s.bank, s.operation, s.event_at) AS suspended,
    uncertain_at(s.provider, s.bank, s.operation, s.event_at) AS uncertain,
    limit_in_force(own_limit(s.own_, 'charge', s.provider, s.bank, s.wallet, s.event_at), bc.holds_from, bc.yen, ec.yen) AS limit_charge,
    limit_in_force(own_limit(s.own_, 'day', s.provider, s.bank, s.wallet, s.event_at), bd.holds_from, bd.yen, ed.yen) AS limit_day,
    limit_in_force(own_limit(s.own_, 'month', s.provider, s.bank, s.wallet, s.event_at), bm.holds_from, bm.yen, em.yen) AS limit_month,
    holder_at(s.account_key, s.event_at) AS holder
  FROM words s
  LEFT JOIN voiding_reissues v ON v.phone = s.two_factor_['phone']
  LEFT JOIN rail_limit_spans bc ON bc.per = 'charge' AND bc.provider = s.provider AND bc.bank = s.bank AND s.event_at >= bc.holds_from AND s.event_at < bc.holds_to
  LEFT JOIN rail_limit_spans bd ON bd.per = 'day' AND bd.provider = s.provider AND bd.bank = s.bank AND s.event_at >= bd.holds_from AND s.event_at < bd.holds_to
  LEFT JOIN rail_limit_spans bm ON bm.per = 'month' AND bm.provider = s.provider AND bm.bank = s.bank AND s.event_at >= bm.holds_from AND s.event_at < bm.holds_to
  LEFT JOIN rail_limit_spans ec ON ec.per = 'charge' AND ec.provider = s.provider AND ec.bank = '*' AND s.event_at >= ec.holds_from AND s.event_at < ec.holds_to
  LEFT JOIN rail_limit_spans ed ON ed.per = 'day' AND ed.provider = s.provider AND ed.bank = '*' AND s.event_at >= ed.holds_from AND s.event_at < ed.holds_to
  LEFT JOIN rail_limit_spans em ON em.per = 'month' AND em.provider = s.provider AND em.bank = '*' AND s.event_at >= em.holds_from AND s.event_at < em.holds_to;
COMMENT ON MACRO TABLE enrich IS 'Adds to links or charges what was known at their time: two-factor, adoption, suspension, limits, holder';
