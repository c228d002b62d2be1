-- One table for each event type of the contract. Instants are TIMESTAMPTZ, money is whole yen in BIGINT.

CREATE TABLE links (
  id VARCHAR NOT NULL,
  event_at TIMESTAMPTZ NOT NULL,
  provider VARCHAR NOT NULL,
  bank VARCHAR NOT NULL,
  account VARCHAR NOT NULL,
  wallet VARCHAR NOT NULL,
  bank_device VARCHAR,
  bank_ip VARCHAR,
  device VARCHAR,
  factors VARCHAR[],
  holder_match VARCHAR,
  ip VARCHAR,
  network VARCHAR,
  operation VARCHAR NOT NULL,
  outcome VARCHAR NOT NULL,
  person VARCHAR,
  phone VARCHAR,
  reason VARCHAR,
  snapshot BOOLEAN,
  wallet_opened_at TIMESTAMPTZ,
  account_key UBIGINT NOT NULL
);
COMMENT ON TABLE links IS '口座登録・口座連携: attempts to tie a wallet to a bank account, to change it or to untie it';
COMMENT ON COLUMN links.id IS 'Event id, unique over all types';
COMMENT ON COLUMN links.event_at IS 'When it happened, took effect or was recorded (contract field at)';
COMMENT ON COLUMN links.provider IS 'Payment provider, id of config/providers';
COMMENT ON COLUMN links.bank IS '全銀 bank code, 4 digits';
COMMENT ON COLUMN links.account IS 'Account token';
COMMENT ON COLUMN links.wallet IS 'Wallet token';
COMMENT ON COLUMN links.bank_device IS 'Device token, the bank''s view';
COMMENT ON COLUMN links.bank_ip IS 'IP address, the bank''s view';
COMMENT ON COLUMN links.device IS 'Device token, the provider''s view';
COMMENT ON COLUMN links.factors IS 'What was asked of the user, sorted and distinct';
COMMENT ON COLUMN links.holder_match IS 'match or mismatch of wallet user and account holder';
COMMENT ON COLUMN links.ip IS 'IP address, the provider''s view';
COMMENT ON COLUMN links.network IS 'home, mobile, hosting, vpn or foreign';
COMMENT ON COLUMN links.operation IS 'register, change or unlink';
COMMENT ON COLUMN links.outcome IS 'succeeded, failed or refused';
COMMENT ON COLUMN links.person IS 'Person token';
COMMENT ON COLUMN links.phone IS 'Phone token';
COMMENT ON COLUMN links.reason IS 'Why it failed or was refused';
COMMENT ON COLUMN links.snapshot IS 'True: an existing link loaded at the start; state only, fires no rule';
COMMENT ON COLUMN links.wallet_opened_at IS 'When the wallet was opened';
COMMENT ON COLUMN links.account_key IS 'md5_number_lower(account): a short key that joins faster than the token';

CREATE TABLE charges (
  id VARCHAR NOT NULL,
  event_at TIMESTAMPTZ NOT NULL,
  provider VARCHAR NOT NULL,
  bank VARCHAR NOT NULL,
  account VARCHAR NOT NULL,
  wallet VARCHAR NOT NULL,
  device VARCHAR,
  ip VARCHAR,
  network VARCHAR,
  outcome VARCHAR NOT NULL,
  reason VARCHAR,
  reversal_of VARCHAR,
  trigger VARCHAR,
  yen BIGINT NOT NULL,
  account_key UBIGINT NOT NULL
);
COMMENT ON TABLE charges IS 'チャージ・即時振替: attempts to pull money from an account into a wallet; a reversal is a charge too';
COMMENT ON COLUMN charges.id IS 'Event id, unique over all types';
COMMENT ON COLUMN charges.event_at IS 'When it happened, took effect or was recorded (contract field at)';
COMMENT ON COLUMN charges.provider IS 'Payment provider, id of config/providers';
COMMENT ON COLUMN charges.bank IS '全銀 bank code, 4 digits';
COMMENT ON COLUMN charges.account IS 'Account token';
COMMENT ON COLUMN charges.wallet IS 'Wallet token';
COMMENT ON COLUMN charges.device IS 'Device token, the provider''s view';
COMMENT ON COLUMN charges.ip IS 'IP address, the provider''s view';
COMMENT ON COLUMN charges.network IS 'home, mobile, hosting, vpn or foreign';
COMMENT ON COLUMN charges.outcome IS 'succeeded, failed or refused';
COMMENT ON COLUMN charges.reason IS 'Why it failed or was refused';
COMMENT ON COLUMN charges.reversal_of IS 'Id of the charge that this one reverses';
COMMENT ON COLUMN charges.trigger IS 'manual or auto';
COMMENT ON COLUMN charges.yen IS 'Whole yen';
COMMENT ON COLUMN charges.account_key IS 'md5_number_lower(account): a short key that joins faster than the token';

CREATE TABLE two_factors (
  id VARCHAR NOT NULL,
  event_at TIMESTAMPTZ NOT NULL,
  bank VARCHAR NOT NULL,
  account VARCHAR NOT NULL,
  method VARCHAR,
  phone VARCHAR,
  status VARCHAR NOT NULL,
  account_key UBIGINT NOT NULL
);
COMMENT ON TABLE two_factors IS '2要素認証: words on an account''s own second factor';
COMMENT ON COLUMN two_factors.id IS 'Event id, unique over all types';
COMMENT ON COLUMN two_factors.event_at IS 'When it happened, took effect or was recorded (contract field at)';
COMMENT ON COLUMN two_factors.bank IS '全銀 bank code, 4 digits';
COMMENT ON COLUMN two_factors.account IS 'Account token';
COMMENT ON COLUMN two_factors.method IS 'sms, ivr, app, token, card or biometric';
COMMENT ON COLUMN two_factors.phone IS 'Phone token';
COMMENT ON COLUMN two_factors.status IS 'The status that this word gives';
COMMENT ON COLUMN two_factors.account_key IS 'md5_number_lower(account): a short key that joins faster than the token';

CREATE TABLE adoptions (
  id VARCHAR NOT NULL,
  event_at TIMESTAMPTZ NOT NULL,
  provider VARCHAR NOT NULL,
  bank VARCHAR NOT NULL,
  status VARCHAR NOT NULL
);
COMMENT ON TABLE adoptions IS 'Whether a provider''s link flow asks for the bank''s own two-factor authentication';
COMMENT ON COLUMN adoptions.id IS 'Event id, unique over all types';
COMMENT ON COLUMN adoptions.event_at IS 'When it happened, took effect or was recorded (contract field at)';
COMMENT ON COLUMN adoptions.provider IS 'Payment provider, id of config/providers';
COMMENT ON COLUMN adoptions.bank IS '全銀 bank code, 4 digits';
COMMENT ON COLUMN adoptions.status IS 'The status that this word gives';

CREATE TABLE suspensions (
  id VARCHAR NOT NULL,
  event_at TIMESTAMPTZ NOT NULL,
  provider VARCHAR NOT NULL,
  bank VARCHAR NOT NULL,
  approximate BOOLEAN,
  operations VARCHAR[] NOT NULL,
  status VARCHAR NOT NULL
);
COMMENT ON TABLE suspensions IS '停止: operations of a rail stopped or resumed';
COMMENT ON COLUMN suspensions.id IS 'Event id, unique over all types';
COMMENT ON COLUMN suspensions.event_at IS 'When it happened, took effect or was recorded (contract field at)';
COMMENT ON COLUMN suspensions.provider IS 'Payment provider, id of config/providers';
COMMENT ON COLUMN suspensions.bank IS '全銀 bank code, 4 digits';
COMMENT ON COLUMN suspensions.approximate IS 'True: the time is about (頃)';
COMMENT ON COLUMN suspensions.operations IS 'The operations it is about, sorted and distinct';
COMMENT ON COLUMN suspensions.status IS 'The status that this word gives';

CREATE TABLE limits (
  id VARCHAR NOT NULL,
  event_at TIMESTAMPTZ NOT NULL,
  provider VARCHAR NOT NULL,
  bank VARCHAR NOT NULL,
  account VARCHAR,
  wallet VARCHAR,
  per VARCHAR NOT NULL,
  yen BIGINT
);
COMMENT ON TABLE limits IS 'Upper limits of a rail, an account or a wallet';
COMMENT ON COLUMN limits.id IS 'Event id, unique over all types';
COMMENT ON COLUMN limits.event_at IS 'When it happened, took effect or was recorded (contract field at)';
COMMENT ON COLUMN limits.provider IS 'Payment provider, id of config/providers';
COMMENT ON COLUMN limits.bank IS '全銀 bank code, 4 digits';
COMMENT ON COLUMN limits.account IS 'Account token';
COMMENT ON COLUMN limits.wallet IS 'Wallet token';
COMMENT ON COLUMN limits.per IS 'charge, day or month';
COMMENT ON COLUMN limits.yen IS 'Whole yen';

CREATE TABLE claims (
  id VARCHAR NOT NULL,
  event_at TIMESTAMPTZ NOT NULL,
  provider VARCHAR NOT NULL,
  bank VARCHAR NOT NULL,
  account VARCHAR NOT NULL,
  channel VARCHAR,
  charges VARCHAR[],
  claim VARCHAR NOT NULL,
  duplicate_of VARCHAR,
  occurred_at TIMESTAMPTZ NOT NULL,
  occurred_to TIMESTAMPTZ,
  police VARCHAR,
  prevented_yen BIGINT,
  reason VARCHAR,
  recovered_yen BIGINT,
  status VARCHAR NOT NULL,
  yen BIGINT NOT NULL
);
COMMENT ON TABLE claims IS '被害申告: revisions of damage claims';
COMMENT ON COLUMN claims.id IS 'Event id, unique over all types';
COMMENT ON COLUMN claims.event_at IS 'When it happened, took effect or was recorded (contract field at)';
COMMENT ON COLUMN claims.provider IS 'Payment provider, id of config/providers';
COMMENT ON COLUMN claims.bank IS '全銀 bank code, 4 digits';
COMMENT ON COLUMN claims.account IS 'Account token';
COMMENT ON COLUMN claims.channel IS 'bank, provider, own-detection or police';
COMMENT ON COLUMN claims.charges IS 'Ids of the charges that the claim names, sorted and distinct';
COMMENT ON COLUMN claims.claim IS 'Claim id';
COMMENT ON COLUMN claims.duplicate_of IS 'The claim that this one repeats';
COMMENT ON COLUMN claims.occurred_at IS 'When the damage began';
COMMENT ON COLUMN claims.occurred_to IS 'When the damage ended';
COMMENT ON COLUMN claims.police IS 'consulted or accepted';
COMMENT ON COLUMN claims.prevented_yen IS 'Whole yen that were held back in time';
COMMENT ON COLUMN claims.reason IS 'Why it was excluded: own-use, relative, duplicate or other';
COMMENT ON COLUMN claims.recovered_yen IS 'Whole yen that were got back';
COMMENT ON COLUMN claims.status IS 'The status that this word gives';
COMMENT ON COLUMN claims.yen IS 'Whole yen';

CREATE TABLE compensations (
  id VARCHAR NOT NULL,
  event_at TIMESTAMPTZ NOT NULL,
  claim VARCHAR NOT NULL,
  decision VARCHAR NOT NULL,
  payer VARCHAR,
  yen BIGINT NOT NULL
);
COMMENT ON TABLE compensations IS '補償: decisions on claims and what was paid so far';
COMMENT ON COLUMN compensations.id IS 'Event id, unique over all types';
COMMENT ON COLUMN compensations.event_at IS 'When it happened, took effect or was recorded (contract field at)';
COMMENT ON COLUMN compensations.claim IS 'Claim id';
COMMENT ON COLUMN compensations.decision IS 'full, partial, refused or pending';
COMMENT ON COLUMN compensations.payer IS 'bank, provider or other';
COMMENT ON COLUMN compensations.yen IS 'Whole yen';

CREATE TABLE inquiries (
  id VARCHAR NOT NULL,
  event_at TIMESTAMPTZ NOT NULL,
  provider VARCHAR NOT NULL,
  bank VARCHAR NOT NULL,
  from_at TIMESTAMPTZ,
  status VARCHAR NOT NULL,
  to_at TIMESTAMPTZ
);
COMMENT ON TABLE inquiries IS 'Whether the damage on a rail has been looked into';
COMMENT ON COLUMN inquiries.id IS 'Event id, unique over all types';
COMMENT ON COLUMN inquiries.event_at IS 'When it happened, took effect or was recorded (contract field at)';
COMMENT ON COLUMN inquiries.provider IS 'Payment provider, id of config/providers';
COMMENT ON COLUMN inquiries.bank IS '全銀 bank code, 4 digits';
COMMENT ON COLUMN inquiries.from_at IS 'Start of the period looked at';
COMMENT ON COLUMN inquiries.status IS 'The status that this word gives';
COMMENT ON COLUMN inquiries.to_at IS 'End of the period looked at';

CREATE TABLE exposures (
  id VARCHAR NOT NULL,
  event_at TIMESTAMPTZ NOT NULL,
  provider VARCHAR NOT NULL,
  bank VARCHAR NOT NULL,
  links BIGINT NOT NULL
);
COMMENT ON TABLE exposures IS '登録口座数: registered links of a rail';
COMMENT ON COLUMN exposures.id IS 'Event id, unique over all types';
COMMENT ON COLUMN exposures.event_at IS 'When it happened, took effect or was recorded (contract field at)';
COMMENT ON COLUMN exposures.provider IS 'Payment provider, id of config/providers';
COMMENT ON COLUMN exposures.bank IS '全銀 bank code, 4 digits';
COMMENT ON COLUMN exposures.links IS 'Registered links in all';

CREATE TABLE announcements (
  id VARCHAR NOT NULL,
  event_at TIMESTAMPTZ NOT NULL,
  provider VARCHAR,
  bank VARCHAR,
  as_of TIMESTAMPTZ NOT NULL,
  banks BIGINT,
  basis VARCHAR NOT NULL,
  cases BIGINT,
  precision_yen BIGINT,
  publisher VARCHAR NOT NULL,
  yen BIGINT
);
COMMENT ON TABLE announcements IS 'Damage figures that someone published';
COMMENT ON COLUMN announcements.id IS 'Event id, unique over all types';
COMMENT ON COLUMN announcements.event_at IS 'When it happened, took effect or was recorded (contract field at)';
COMMENT ON COLUMN announcements.provider IS 'Payment provider, id of config/providers';
COMMENT ON COLUMN announcements.bank IS '全銀 bank code, 4 digits';
COMMENT ON COLUMN announcements.as_of IS 'The moment that the figure speaks of';
COMMENT ON COLUMN announcements.banks IS 'Number of banks (銀行数)';
COMMENT ON COLUMN announcements.basis IS 'declared, confirmed, compensated, excluded or suspected';
COMMENT ON COLUMN announcements.cases IS 'Number of cases (件数)';
COMMENT ON COLUMN announcements.precision_yen IS 'What the figure was rounded to, in yen';
COMMENT ON COLUMN announcements.publisher IS 'Who published it';
COMMENT ON COLUMN announcements.yen IS 'Whole yen';

CREATE TABLE dispositions (
  id VARCHAR NOT NULL,
  event_at TIMESTAMPTZ NOT NULL,
  account VARCHAR,
  action VARCHAR,
  alert VARCHAR,
  "by" VARCHAR,
  quiet_until TIMESTAMPTZ,
  verdict VARCHAR NOT NULL
);
COMMENT ON TABLE dispositions IS 'What people decided about an alert or an account';
COMMENT ON COLUMN dispositions.id IS 'Event id, unique over all types';
COMMENT ON COLUMN dispositions.event_at IS 'When it happened, took effect or was recorded (contract field at)';
COMMENT ON COLUMN dispositions.account IS 'Account token';
COMMENT ON COLUMN dispositions.action IS 'called, held, released or none';
COMMENT ON COLUMN dispositions.alert IS 'Alert id';
COMMENT ON COLUMN dispositions."by" IS 'Role of who decided';
COMMENT ON COLUMN dispositions.quiet_until IS 'No need to alert again before';
COMMENT ON COLUMN dispositions.verdict IS 'fraud, own-use, relative, false-alarm or unreachable';

CREATE TABLE holders (
  id VARCHAR NOT NULL,
  event_at TIMESTAMPTZ NOT NULL,
  bank VARCHAR NOT NULL,
  account VARCHAR NOT NULL,
  person VARCHAR NOT NULL,
  phone VARCHAR,
  account_key UBIGINT NOT NULL
);
COMMENT ON TABLE holders IS '預金名義人: who holds an account';
COMMENT ON COLUMN holders.id IS 'Event id, unique over all types';
COMMENT ON COLUMN holders.event_at IS 'When it happened, took effect or was recorded (contract field at)';
COMMENT ON COLUMN holders.bank IS '全銀 bank code, 4 digits';
COMMENT ON COLUMN holders.account IS 'Account token';
COMMENT ON COLUMN holders.person IS 'Person token';
COMMENT ON COLUMN holders.phone IS 'Phone token';
COMMENT ON COLUMN holders.account_key IS 'md5_number_lower(account): a short key that joins faster than the token';

CREATE TABLE wallets (
  id VARCHAR NOT NULL,
  event_at TIMESTAMPTZ NOT NULL,
  provider VARCHAR NOT NULL,
  wallet VARCHAR NOT NULL,
  change VARCHAR NOT NULL,
  device VARCHAR,
  kyc VARCHAR,
  person VARCHAR,
  phone VARCHAR
);
COMMENT ON TABLE wallets IS 'What changed about a wallet at its provider';
COMMENT ON COLUMN wallets.id IS 'Event id, unique over all types';
COMMENT ON COLUMN wallets.event_at IS 'When it happened, took effect or was recorded (contract field at)';
COMMENT ON COLUMN wallets.provider IS 'Payment provider, id of config/providers';
COMMENT ON COLUMN wallets.wallet IS 'Wallet token';
COMMENT ON COLUMN wallets.change IS 'What changed';
COMMENT ON COLUMN wallets.device IS 'Device token';
COMMENT ON COLUMN wallets.kyc IS 'none, photo, ic-chip or jpki';
COMMENT ON COLUMN wallets.person IS 'Person token';
COMMENT ON COLUMN wallets.phone IS 'Phone token';

CREATE TABLE spends (
  id VARCHAR NOT NULL,
  event_at TIMESTAMPTZ NOT NULL,
  provider VARCHAR NOT NULL,
  wallet VARCHAR NOT NULL,
  counterparty VARCHAR,
  device VARCHAR,
  ip VARCHAR,
  kind VARCHAR NOT NULL,
  merchant VARCHAR,
  network VARCHAR,
  yen BIGINT NOT NULL
);
COMMENT ON TABLE spends IS 'Money that left a wallet';
COMMENT ON COLUMN spends.id IS 'Event id, unique over all types';
COMMENT ON COLUMN spends.event_at IS 'When it happened, took effect or was recorded (contract field at)';
COMMENT ON COLUMN spends.provider IS 'Payment provider, id of config/providers';
COMMENT ON COLUMN spends.wallet IS 'Wallet token';
COMMENT ON COLUMN spends.counterparty IS 'Wallet of the same provider that received it';
COMMENT ON COLUMN spends.device IS 'Device token';
COMMENT ON COLUMN spends.ip IS 'IP address';
COMMENT ON COLUMN spends.kind IS 'store, online, p2p or withdrawal';
COMMENT ON COLUMN spends.merchant IS 'Merchant';
COMMENT ON COLUMN spends.network IS 'home, mobile, hosting, vpn or foreign';
COMMENT ON COLUMN spends.yen IS 'Whole yen';

CREATE TABLE sims (
  id VARCHAR NOT NULL,
  event_at TIMESTAMPTZ NOT NULL,
  carrier VARCHAR,
  kind VARCHAR,
  person VARCHAR,
  phone VARCHAR NOT NULL,
  status VARCHAR NOT NULL
);
COMMENT ON TABLE sims IS 'What a carrier did with the line of a phone';
COMMENT ON COLUMN sims.id IS 'Event id, unique over all types';
COMMENT ON COLUMN sims.event_at IS 'When it happened, took effect or was recorded (contract field at)';
COMMENT ON COLUMN sims.carrier IS 'Carrier';
COMMENT ON COLUMN sims.kind IS 'sim, esim or mnp';
COMMENT ON COLUMN sims.person IS 'Person token';
COMMENT ON COLUMN sims.phone IS 'Phone token';
COMMENT ON COLUMN sims.status IS 'The status that this word gives';

CREATE TABLE logins (
  id VARCHAR NOT NULL,
  event_at TIMESTAMPTZ NOT NULL,
  wallet VARCHAR,
  device VARCHAR,
  ip VARCHAR,
  network VARCHAR,
  new_device BOOLEAN,
  outcome VARCHAR NOT NULL,
  person VARCHAR,
  service VARCHAR NOT NULL
);
COMMENT ON TABLE logins IS 'Logins at providers, banks and carriers';
COMMENT ON COLUMN logins.id IS 'Event id, unique over all types';
COMMENT ON COLUMN logins.event_at IS 'When it happened, took effect or was recorded (contract field at)';
COMMENT ON COLUMN logins.wallet IS 'Wallet token';
COMMENT ON COLUMN logins.device IS 'Device token';
COMMENT ON COLUMN logins.ip IS 'IP address';
COMMENT ON COLUMN logins.network IS 'home, mobile, hosting, vpn or foreign';
COMMENT ON COLUMN logins.new_device IS 'True: the device is new to the service';
COMMENT ON COLUMN logins.outcome IS 'succeeded, failed or refused';
COMMENT ON COLUMN logins.person IS 'Person token';
COMMENT ON COLUMN logins.service IS 'Provider id, bank:<code> or carrier name';

CREATE TABLE orders (
  id VARCHAR NOT NULL,
  event_at TIMESTAMPTZ NOT NULL,
  cardholder VARCHAR,
  device VARCHAR,
  items STRUCT(sku VARCHAR, units BIGINT)[],
  order_id VARCHAR NOT NULL,
  payment VARCHAR,
  person VARCHAR NOT NULL,
  phone VARCHAR,
  product_only BOOLEAN,
  receipt VARCHAR,
  shop VARCHAR NOT NULL,
  status VARCHAR NOT NULL
);
COMMENT ON TABLE orders IS 'Device orders at shops';
COMMENT ON COLUMN orders.id IS 'Event id, unique over all types';
COMMENT ON COLUMN orders.event_at IS 'When it happened, took effect or was recorded (contract field at)';
COMMENT ON COLUMN orders.cardholder IS 'match or mismatch of purchaser and cardholder';
COMMENT ON COLUMN orders.device IS 'Device token';
COMMENT ON COLUMN orders.items IS 'What was ordered: {sku, units}';
COMMENT ON COLUMN orders.order_id IS 'Order id';
COMMENT ON COLUMN orders.payment IS 'credit, debit or other';
COMMENT ON COLUMN orders.person IS 'Person token';
COMMENT ON COLUMN orders.phone IS 'Phone token';
COMMENT ON COLUMN orders.product_only IS 'True: without a line contract (単体購入)';
COMMENT ON COLUMN orders.receipt IS 'home-check, counter or other';
COMMENT ON COLUMN orders.shop IS 'Shop';
COMMENT ON COLUMN orders.status IS 'The status that this word gives';

CREATE TABLE leaks (
  id VARCHAR NOT NULL,
  event_at TIMESTAMPTZ NOT NULL,
  account VARCHAR,
  list VARCHAR NOT NULL,
  person VARCHAR,
  phone VARCHAR,
  taken_from TIMESTAMPTZ,
  taken_to TIMESTAMPTZ
);
COMMENT ON TABLE leaks IS 'Identities that stand on lists of stolen identities';
COMMENT ON COLUMN leaks.id IS 'Event id, unique over all types';
COMMENT ON COLUMN leaks.event_at IS 'When it happened, took effect or was recorded (contract field at)';
COMMENT ON COLUMN leaks.account IS 'Account token';
COMMENT ON COLUMN leaks.list IS 'Name of the list';
COMMENT ON COLUMN leaks.person IS 'Person token';
COMMENT ON COLUMN leaks.phone IS 'Phone token';
COMMENT ON COLUMN leaks.taken_from IS 'Start of the theft';
COMMENT ON COLUMN leaks.taken_to IS 'End of the theft';
