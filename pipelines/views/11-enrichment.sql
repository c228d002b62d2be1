-- What was known about a link or charge at its time: two-factor, adoption, suspension, limits, holder. The same macro
-- makes the analysts' views and the work list of the rules.
--
-- "As of" t is the latest word with event_at <= t; of two with equal event_at the greater id wins.

CREATE OR REPLACE MACRO adoption_at(p, b, t) AS coalesce((
  SELECT max_by(CASE word_.status WHEN 'adopted' THEN 'adopted' ELSE 'not-adopted' END, {since: word_.event_at, id: word_.id})
  FROM adoptions word_
  WHERE word_.provider = p AND word_.bank = b AND word_.event_at <= t
), 'unknown');
COMMENT ON MACRO adoption_at IS 'Does the provider ask for the bank''s own two-factor at t: adopted, not-adopted or unknown';

-- The latest word of the bank and the latest word for every bank both count: either can stop the operation.
CREATE OR REPLACE MACRO suspended_at(p, b, operation, t) AS coalesce((
  SELECT bool_or(latest_.status = 'suspended')
  FROM (
    SELECT max_by(word_.status, {since: word_.event_at, id: word_.id}) AS status
    FROM suspensions word_
    WHERE word_.provider = p AND word_.bank IN (b, '*') AND list_contains(word_.operations, operation) AND word_.event_at <= t
    GROUP BY word_.bank
  ) latest_
), false);
COMMENT ON MACRO suspended_at IS 'Is the operation (register, change or charge) of a rail stopped at t';

CREATE OR REPLACE MACRO uncertain_at(p, b, operation, t) AS EXISTS (
  FROM suspensions word_
  WHERE word_.approximate AND word_.provider = p AND word_.bank IN (b, '*') AND list_contains(word_.operations, operation)
    AND word_.event_at BETWEEN t - INTERVAL 5 MINUTE AND t + INTERVAL 5 MINUTE
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
      event.*,
      two_factor_word(event.account_key, event.event_at) AS two_factor_,
      list_concat(account_limits(event.account), wallet_limits(event.wallet)) AS own_
    FROM query_table(relation) event
  ),
  -- At most one span of each kind holds at an instant, so no event is doubled.
  limits_in_force AS (
    SELECT
      event.*,
      limit_in_force(
        own_limit(event.own_, 'charge', event.provider, event.bank, event.wallet, event.event_at),
        bank_charge.holds_from, bank_charge.yen, every_charge.yen
      ) AS limit_charge,
      limit_in_force(
        own_limit(event.own_, 'day', event.provider, event.bank, event.wallet, event.event_at),
        bank_day.holds_from, bank_day.yen, every_day.yen
      ) AS limit_day,
      limit_in_force(
        own_limit(event.own_, 'month', event.provider, event.bank, event.wallet, event.event_at),
        bank_month.holds_from, bank_month.yen, every_month.yen
      ) AS limit_month
    FROM words event
    LEFT JOIN rail_limit_spans bank_charge ON bank_charge.per = 'charge' AND bank_charge.provider = event.provider AND bank_charge.bank = event.bank
      AND event.event_at >= bank_charge.holds_from AND event.event_at < bank_charge.holds_to
    LEFT JOIN rail_limit_spans bank_day ON bank_day.per = 'day' AND bank_day.provider = event.provider AND bank_day.bank = event.bank
      AND event.event_at >= bank_day.holds_from AND event.event_at < bank_day.holds_to
    LEFT JOIN rail_limit_spans bank_month ON bank_month.per = 'month' AND bank_month.provider = event.provider AND bank_month.bank = event.bank
      AND event.event_at >= bank_month.holds_from AND event.event_at < bank_month.holds_to
    LEFT JOIN rail_limit_spans every_charge ON every_charge.per = 'charge' AND every_charge.provider = event.provider AND every_charge.bank = '*'
      AND event.event_at >= every_charge.holds_from AND event.event_at < every_charge.holds_to
    LEFT JOIN rail_limit_spans every_day ON every_day.per = 'day' AND every_day.provider = event.provider AND every_day.bank = '*'
      AND event.event_at >= every_day.holds_from AND event.event_at < every_day.holds_to
    LEFT JOIN rail_limit_spans every_month ON every_month.per = 'month' AND every_month.provider = event.provider AND every_month.bank = '*'
      AND event.event_at >= every_month.holds_from AND event.event_at < every_month.holds_to
  )
  SELECT
    event.* EXCLUDE (two_factor_, own_, limit_charge, limit_day, limit_month),
    two_factor_status(event.two_factor_, voiding.instants, event.event_at) AS two_factor,
    adoption_at(event.provider, event.bank, event.event_at) AS adoption,
    suspended_at(event.provider, event.bank, event.operation, event.event_at) AS suspended,
    uncertain_at(event.provider, event.bank, event.operation, event.event_at) AS uncertain,
    event.limit_charge, event.limit_day, event.limit_month,
    holder_at(event.account_key, event.event_at) AS holder
  FROM limits_in_force event
  LEFT JOIN voiding_reissues voiding ON voiding.phone = event.two_factor_['phone'];
COMMENT ON MACRO TABLE enrich IS 'Adds to links or charges what was known at their time: two-factor, adoption, suspension, limits, holder';
