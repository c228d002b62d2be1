-- What was known about a link or charge at its time: two-factor, adoption, suspension, limits, holder. Analysts see it in
-- the views; for the rules the same macros say what words mean, but the latest word on an account, and the span of a rail,
-- are looked up in memory where it has them.
--
-- "As of" t is the latest word with event_at <= t; of two with equal event_at the greater id wins.

CREATE OR REPLACE MACRO adoption_at(p, b, t) AS coalesce((
  SELECT max_by(CASE word_.status WHEN 'adopted' THEN 'adopted' ELSE 'not-adopted' END, {since: word_.event_at, id: word_.id})
  FROM adoptions word_
  WHERE word_.provider = p AND word_.bank = b AND word_.event_at <= t
), 'unknown');
COMMENT ON MACRO adoption_at IS 'Does the provider ask for the bank''s own two-factor at t: adopted, not-adopted or unknown';

-- The latest word of the bank and the latest word for every bank both count: either can stop an operation.
CREATE OR REPLACE MACRO suspended_at(p, b, t) AS coalesce((
  SELECT list(DISTINCT latest_.operation ORDER BY latest_.operation) FILTER (latest_.status = 'suspended')
  FROM (
    SELECT word_.operation, max_by(word_.status, {since: word_.event_at, id: word_.id}) AS status
    FROM (SELECT * EXCLUDE (operations), unnest(operations) AS operation FROM suspensions) word_
    WHERE word_.provider = p AND word_.bank IN (b, '*') AND word_.event_at <= t
    GROUP BY word_.bank, word_.operation
  ) latest_
), []);
COMMENT ON MACRO suspended_at IS 'The operations (register, change, charge) of a rail that are stopped at t';

CREATE OR REPLACE MACRO uncertain_at(p, b, t) AS coalesce((
  SELECT list_sort(list_distinct(flatten(list(word_.operations))))
  FROM suspensions word_
  WHERE word_.approximate AND word_.provider = p AND word_.bank IN (b, '*')
    AND t BETWEEN word_.event_at - INTERVAL 5 MINUTE AND word_.event_at + INTERVAL 5 MINUTE
), []);
COMMENT ON MACRO uncertain_at IS 'The operations of a rail with a stop or resumption within 5 minutes of t whose time is only about right (頃)';

-- A word of the bank beats one for every bank. Whether a word is there decides, not whether it has yen: a word that
-- lifts a limit has none.
CREATE OR REPLACE MACRO rail_limit_at(p, b, kind, t) AS (
  SELECT max_by({yen: word_.yen}, {own: word_.bank <> '*', since: word_.event_at, id: word_.id})
  FROM limits word_
  WHERE word_.account IS NULL AND word_.wallet IS NULL
    AND word_.per = kind AND word_.provider = p AND word_.bank IN (b, '*') AND word_.event_at <= t
)['yen'];
COMMENT ON MACRO rail_limit_at IS 'The limit of a rail (kind charge, day or month) at t in whole yen; NULL without a word or where it was lifted';

-- Words on rails are few, and what they say holds for a while: as spans they are one look-up for each event.
CREATE OR REPLACE VIEW rail_changes AS
SELECT provider, bank, event_at AS changes_at FROM adoptions
UNION SELECT provider, bank, event_at FROM suspensions
UNION SELECT provider, bank, event_at - INTERVAL 5 MINUTE FROM suspensions WHERE approximate
UNION SELECT provider, bank, event_at + INTERVAL 5 MINUTE + INTERVAL 1 MICROSECOND FROM suspensions WHERE approximate
UNION SELECT provider, bank, event_at FROM limits WHERE account IS NULL AND wallet IS NULL;
COMMENT ON VIEW rail_changes IS 'Instants at which what is said of a rail (bank * = every bank) may change';
COMMENT ON COLUMN rail_changes.provider IS 'Provider';
COMMENT ON COLUMN rail_changes.bank IS 'Bank code, or * for every bank';
COMMENT ON COLUMN rail_changes.changes_at IS 'From here on';

CREATE OR REPLACE VIEW rail_spans AS
WITH rails AS (
  SELECT DISTINCT provider, bank FROM rail_changes
),
starts AS (
  SELECT provider, bank, '-infinity'::TIMESTAMPTZ AS holds_from FROM rails
  UNION SELECT rail.provider, rail.bank, change.changes_at FROM rails rail
  JOIN rail_changes change ON change.provider = rail.provider AND change.bank IN (rail.bank, '*')
)
SELECT
  span.provider, span.bank, span.holds_from,
  lead(span.holds_from, 1, 'infinity') OVER (PARTITION BY span.provider, span.bank ORDER BY span.holds_from) AS holds_to,
  adoption_at(span.provider, span.bank, span.holds_from) AS adoption,
  suspended_at(span.provider, span.bank, span.holds_from) AS suspended,
  uncertain_at(span.provider, span.bank, span.holds_from) AS uncertain,
  rail_limit_at(span.provider, span.bank, 'charge', span.holds_from) AS limit_charge,
  rail_limit_at(span.provider, span.bank, 'day', span.holds_from) AS limit_day,
  rail_limit_at(span.provider, span.bank, 'month', span.holds_from) AS limit_month
FROM starts span;
COMMENT ON VIEW rail_spans IS 'What is said of each rail that has words of its own, and of all other banks of a provider (bank *), with the span in which it holds';
COMMENT ON COLUMN rail_spans.provider IS 'Provider';
COMMENT ON COLUMN rail_spans.bank IS 'Bank code, or * for every bank without a row of its own';
COMMENT ON COLUMN rail_spans.holds_from IS 'From when this holds';
COMMENT ON COLUMN rail_spans.holds_to IS 'Until when, exclusive';
COMMENT ON COLUMN rail_spans.adoption IS 'adopted, not-adopted or unknown';
COMMENT ON COLUMN rail_spans.suspended IS 'Operations that are stopped';
COMMENT ON COLUMN rail_spans.uncertain IS 'Operations within 5 minutes of a stop or resumption whose time is only about right (頃)';
COMMENT ON COLUMN rail_spans.limit_charge IS 'Limit a charge, whole yen; NULL: none or unknown';
COMMENT ON COLUMN rail_spans.limit_day IS 'Limit a day, whole yen; NULL: none or unknown';
COMMENT ON COLUMN rail_spans.limit_month IS 'Limit a calendar month, whole yen; NULL: none or unknown';

-- Limits of one account or wallet alone, as lists of words: they are few for each.
CREATE OR REPLACE MACRO account_limits(subject) AS (
  SELECT list({since: word_.event_at, id: word_.id, yen: word_.yen, per: word_.per, provider: word_.provider, bank: word_.bank, wallet: word_.wallet})
  FROM limits word_ WHERE word_.account = subject
);
COMMENT ON MACRO account_limits IS 'All limit words of an account alone';

CREATE OR REPLACE MACRO wallet_limits(subject) AS (
  SELECT list({since: word_.event_at, id: word_.id, yen: word_.yen, per: word_.per, provider: word_.provider, bank: word_.bank, wallet: word_.wallet})
  FROM limits word_ WHERE word_.wallet = subject AND word_.account IS NULL
);
COMMENT ON MACRO wallet_limits IS 'All limit words of a wallet alone';

-- The greatest {since, id, …} is the latest word.
CREATE OR REPLACE MACRO own_limit(words, kind, p, b, w, t) AS list_max(list_filter(words, lambda word_:
  word_.per = kind AND word_.provider = p AND word_.bank IN (b, '*') AND coalesce(word_.wallet, w) = w AND word_.since <= t));
COMMENT ON MACRO own_limit IS 'The latest of these limit words that holds for a charge of this kind, provider, bank and wallet at t';

CREATE OR REPLACE MACRO holder_at(key, t) AS (
  SELECT max_by(word_.person, {since: word_.event_at, id: word_.id})
  FROM holders word_
  WHERE word_.account_key = key AND word_.event_at <= t
);
COMMENT ON MACRO holder_at IS 'Who holds the account at t: person token, NULL while unknown';

-- Charges know one operation, links three; suspensions speak of both.
CREATE OR REPLACE VIEW charge_operations AS SELECT *, 'charge' AS operation FROM charges;
COMMENT ON VIEW charge_operations IS 'Charges, shaped for enrich()';
COMMENT ON COLUMN charge_operations.id IS 'Event id, unique over all types';
COMMENT ON COLUMN charge_operations.event_at IS 'When it happened, took effect or was recorded (contract field at)';
COMMENT ON COLUMN charge_operations.provider IS 'Payment provider, id of config/providers';
COMMENT ON COLUMN charge_operations.bank IS '全銀 bank code, 4 digits';
COMMENT ON COLUMN charge_operations.account IS 'Account token';
COMMENT ON COLUMN charge_operations.wallet IS 'Wallet token';
COMMENT ON COLUMN charge_operations.device IS 'Device token, the provider''s view';
COMMENT ON COLUMN charge_operations.ip IS 'IP address, the provider''s view';
COMMENT ON COLUMN charge_operations.network IS 'home, mobile, hosting, vpn or foreign';
COMMENT ON COLUMN charge_operations.outcome IS 'succeeded, failed or refused';
COMMENT ON COLUMN charge_operations.reason IS 'Why it failed, was refused or was excluded';
COMMENT ON COLUMN charge_operations.reversal_of IS 'Id of the charge that this one reverses';
COMMENT ON COLUMN charge_operations.trigger IS 'manual or auto';
COMMENT ON COLUMN charge_operations.yen IS 'Whole yen';
COMMENT ON COLUMN charge_operations.account_key IS 'md5_number_lower(account): a short key that joins faster than the token';
COMMENT ON COLUMN charge_operations.operation IS 'Always charge';


-- Step 1: what is said of the account alone.
CREATE OR REPLACE MACRO with_account_words(relation) AS TABLE
  SELECT
    event.*,
    two_factor_word(event.account_key, event.event_at) AS two_factor_word,
    holder_at(event.account_key, event.event_at) AS holder
  FROM query_table(relation) event;
COMMENT ON MACRO TABLE with_account_words IS 'Adds to links or charges the latest word on the account''s second factor (two_factor_word) and its holder';

-- Step 2: what few accounts have: a re-issued SIM, or limits of their own, the later word of account and wallet.
CREATE OR REPLACE MACRO with_rare_words(relation) AS TABLE
  WITH found_ AS (
    SELECT
      event.*, voiding_.instants AS reissues_,
      list_concat(account_limits(event.account), wallet_limits(event.wallet)) AS own_
    FROM query_table(relation) event
    LEFT JOIN voiding_reissues voiding_ ON voiding_.phone = event.two_factor_word['phone']
  )
  SELECT
    event.* EXCLUDE (two_factor_word, reissues_, own_),
    two_factor_status(
      event.two_factor_word['status'], event.two_factor_word['method'], reissued_within(event.reissues_, event.event_at)
    ) AS two_factor,
    own_limit(event.own_, 'charge', event.provider, event.bank, event.wallet, event.event_at) AS own_charge,
    own_limit(event.own_, 'day', event.provider, event.bank, event.wallet, event.event_at) AS own_day,
    own_limit(event.own_, 'month', event.provider, event.bank, event.wallet, event.event_at) AS own_month
  FROM found_ event;
COMMENT ON MACRO TABLE with_rare_words IS 'Adds to events with their two_factor_word the status (two_factor) and the words on limits of the account or wallet alone (own_charge, own_day, own_month)';

-- Whether a word is there decides, not whether it has yen.
CREATE OR REPLACE MACRO limit_in_force(own, of_rail) AS CASE WHEN own IS NOT NULL THEN own['yen'] ELSE of_rail END;
COMMENT ON MACRO limit_in_force IS 'A limit of the account or wallet alone (the word own_…) beats that of its rail';

-- Step 3: what is said of the rail. At most one span of a rail holds at an instant, so no event is doubled.
CREATE OR REPLACE MACRO with_rail_words(relation) AS TABLE
  SELECT
    event.* EXCLUDE (own_charge, own_day, own_month, holder),
    coalesce(own_.adoption, every_.adoption, 'unknown') AS adoption,
    coalesce(list_contains(coalesce(own_.suspended, every_.suspended), event.operation), false) AS suspended,
    coalesce(list_contains(coalesce(own_.uncertain, every_.uncertain), event.operation), false) AS uncertain,
    limit_in_force(event.own_charge, CASE WHEN own_.bank IS NULL THEN every_.limit_charge ELSE own_.limit_charge END) AS limit_charge,
    limit_in_force(event.own_day, CASE WHEN own_.bank IS NULL THEN every_.limit_day ELSE own_.limit_day END) AS limit_day,
    limit_in_force(event.own_month, CASE WHEN own_.bank IS NULL THEN every_.limit_month ELSE own_.limit_month END) AS limit_month,
    event.holder
  FROM query_table(relation) event
  LEFT JOIN rail_spans own_ ON own_.provider = event.provider AND own_.bank = event.bank
    AND event.event_at >= own_.holds_from AND event.event_at < own_.holds_to
  LEFT JOIN rail_spans every_ ON every_.provider = event.provider AND every_.bank = '*'
    AND event.event_at >= every_.holds_from AND event.event_at < every_.holds_to;
COMMENT ON MACRO TABLE with_rail_words IS 'Adds to the events of step 2 what is said of their rail: adoption, suspension, limits';

CREATE OR REPLACE MACRO enrich(relation) AS TABLE
  WITH of_account_ AS (FROM with_account_words(relation)),
  of_both_ AS (FROM with_rare_words('of_account_'))
  FROM with_rail_words('of_both_');
COMMENT ON MACRO TABLE enrich IS 'Adds to links or charges what was known at their time: two-factor, adoption, suspension, limits, holder';
