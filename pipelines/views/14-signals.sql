-- Signals that looked-up features ask for (features/signals.yaml). Each reads few rows: what is said of a link or charge
-- is found by its account, wallet, person, phone or device.

-- Whoever takes over an existing link comes with another device, phone or password, or with the victim's number.
CREATE OR REPLACE VIEW takeover_signals AS
SELECT 'wallet ' || wallet AS subject, event_at FROM wallets WHERE change IN ('device', 'phone', 'password')
UNION ALL SELECT 'person ' || person, event_at FROM wallets WHERE change IN ('device', 'phone', 'password') AND person IS NOT NULL
UNION ALL SELECT 'wallet ' || wallet, event_at FROM logins WHERE new_device AND outcome = 'succeeded' AND wallet IS NOT NULL
UNION ALL SELECT 'person ' || person, event_at FROM logins WHERE new_device AND outcome = 'succeeded' AND person IS NOT NULL
UNION ALL SELECT 'phone ' || phone, event_at FROM sims WHERE status = 'reissued'
UNION ALL SELECT 'person ' || person, event_at FROM sims WHERE status = 'reissued' AND person IS NOT NULL;
COMMENT ON VIEW takeover_signals IS 'A login from a new device, a change of device, phone or password, or a re-issued SIM, by whom it speaks of';
COMMENT ON COLUMN takeover_signals.subject IS 'wallet, person or phone, a space, and its token';
COMMENT ON COLUMN takeover_signals.event_at IS 'When';

CREATE OR REPLACE MACRO subjects(wallet_, person_, holder_, phone_) AS
  list_filter(['wallet ' || wallet_, 'person ' || person_, 'person ' || holder_, 'phone ' || phone_], lambda subject_: subject_ IS NOT NULL);
COMMENT ON MACRO subjects IS 'By which subjects signals speak of a link or charge: its wallet, its user and holder, its phone';

-- The number of limits of accounts and wallets alone is small: all of them are compared with the word before.
CREATE OR REPLACE VIEW raised_limits AS
SELECT provider, bank, account, wallet, per, event_at, id
FROM (
  SELECT *, lag({yen: yen, said: true}) OVER (
      PARTITION BY provider, bank, account, wallet, per ORDER BY event_at, id
    ) AS before
  FROM limits WHERE account IS NOT NULL OR wallet IS NOT NULL
) own
-- Without `own.` the macro would take the columns of the words that it looks at.
WHERE CASE
    WHEN before.said THEN before.yen IS NOT NULL AND (yen IS NULL OR yen > before.yen)
    ELSE yen IS NULL OR yen > rail_limit_at(own.provider, own.bank, own.per, own.event_at)
  END;
COMMENT ON VIEW raised_limits IS 'Words that raised or lifted a limit of one account or wallet, against its word before or, without one, against the limit of its rail';
COMMENT ON COLUMN raised_limits.provider IS 'Provider';
COMMENT ON COLUMN raised_limits.bank IS 'Bank code, or * for every bank';
COMMENT ON COLUMN raised_limits.account IS 'Account token; NULL where it is for a wallet alone';
COMMENT ON COLUMN raised_limits.wallet IS 'Wallet token; NULL where it is for an account alone';
COMMENT ON COLUMN raised_limits.per IS 'charge, day or month';
COMMENT ON COLUMN raised_limits.event_at IS 'When it takes effect';
COMMENT ON COLUMN raised_limits.id IS 'Event id of the word';

-- A phone has IPv4 and IPv6 addresses at once: only two of one kind can differ.
CREATE OR REPLACE MACRO network_of(ip_) AS
  CASE WHEN contains(ip_, ':') THEN list_slice(string_split(ip_, ':'), 1, 2) ELSE list_slice(string_split(ip_, '.'), 1, 2) END;
COMMENT ON MACRO network_of IS 'The first two groups of an address: a carrier''s customer keeps them for a while';

CREATE OR REPLACE MACRO is_elsewhere(one_, other_) AS
  contains(one_, ':') = contains(other_, ':') AND network_of(one_) <> network_of(other_);
COMMENT ON MACRO is_elsewhere IS 'Whether two addresses of one kind (IPv4 or IPv6) differ in their first two groups; NULL where one is unknown';

-- A word that repeats what was so before makes nothing fresh.
CREATE OR REPLACE MACRO fresh_factors(words_) AS list_filter(words_, lambda word_, nth_:
  word_.status = 'enrolled' AND (nth_ = 1 OR words_[nth_ - 1].status <> 'enrolled'
    OR words_[nth_ - 1].method IS DISTINCT FROM word_.method OR words_[nth_ - 1].phone IS DISTINCT FROM word_.phone));
COMMENT ON MACRO fresh_factors IS 'Of the two-factor words of an account in order, those that enrolled it, or that changed its method or phone';

CREATE OR REPLACE MACRO month_turn(t) AS from_jst(date_trunc('month', to_jst(t)));
COMMENT ON MACRO month_turn IS 'The turn of the month in Asia/Tokyo at or before t';

CREATE OR REPLACE MACRO minutes_before(t, minutes_) AS t - to_microseconds(round(minutes_ * 60000000)::BIGINT);
COMMENT ON MACRO minutes_before IS 'The instant so many minutes before t, to the microsecond';

CREATE OR REPLACE VIEW leaked_identities AS
SELECT 'account ' || account AS subject, list, event_at, id FROM leaks WHERE account IS NOT NULL
UNION ALL SELECT 'person ' || person, list, event_at, id FROM leaks WHERE person IS NOT NULL
UNION ALL SELECT 'phone ' || phone, list, event_at, id FROM leaks WHERE phone IS NOT NULL;
COMMENT ON VIEW leaked_identities IS 'Identities on lists of stolen identities, by each thing that is known of them';
COMMENT ON COLUMN leaked_identities.subject IS 'account, person or phone, a space, and its token';
COMMENT ON COLUMN leaked_identities.list IS 'Name of the list';
COMMENT ON COLUMN leaked_identities.event_at IS 'When it became known';
COMMENT ON COLUMN leaked_identities.id IS 'Event id';

CREATE OR REPLACE MACRO identities(account_, person_, linked_, holder_, phone_, linked_phone_) AS list_distinct(list_filter(
  ['account ' || account_, 'person ' || person_, 'person ' || linked_, 'person ' || holder_, 'phone ' || phone_, 'phone ' || linked_phone_],
  lambda subject_: subject_ IS NOT NULL));
COMMENT ON MACRO identities IS 'Under which subjects a list of stolen identities may have a link or charge';

CREATE OR REPLACE VIEW order_words AS
SELECT 'person ' || person AS subject, shop, order_id, event_at FROM orders
UNION ALL SELECT 'phone ' || phone, shop, order_id, event_at FROM orders WHERE phone IS NOT NULL
UNION ALL SELECT 'device ' || device, shop, order_id, event_at FROM orders WHERE device IS NOT NULL;
COMMENT ON VIEW order_words IS 'Which device orders were said to be of whom, by each subject that a word names';
COMMENT ON COLUMN order_words.subject IS 'person, phone or device, a space, and its token';
COMMENT ON COLUMN order_words.shop IS 'Shop';
COMMENT ON COLUMN order_words.order_id IS 'Order of the shop';
COMMENT ON COLUMN order_words.event_at IS 'When it was said';

CREATE OR REPLACE MACRO order_subjects(person_, phone_, device_) AS list_filter(
  ['person ' || person_, 'phone ' || phone_, 'device ' || device_], lambda subject_: subject_ IS NOT NULL);
COMMENT ON MACRO order_subjects IS 'Under which subjects an order may speak of a link';
