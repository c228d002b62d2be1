-- Links and charges as the analysts see them: every field of the event and what was known at its time.

CREATE OR REPLACE VIEW v_links AS
SELECT * EXCLUDE (account_key) FROM enrich('links');
COMMENT ON VIEW v_links IS '口座登録・口座連携: links with what was known at their time';

CREATE OR REPLACE VIEW v_charges AS
SELECT * EXCLUDE (account_key, operation) FROM enrich('charge_operations');
COMMENT ON VIEW v_charges IS 'チャージ・即時振替: charges with what was known at their time';

COMMENT ON COLUMN v_links.id IS 'Event id, unique over all types';
COMMENT ON COLUMN v_links.event_at IS 'When it happened, took effect or was recorded (contract field at)';
COMMENT ON COLUMN v_links.provider IS 'Payment provider, id of config/providers';
COMMENT ON COLUMN v_links.bank IS '全銀 bank code, 4 digits';
COMMENT ON COLUMN v_links.account IS 'Account token';
COMMENT ON COLUMN v_links.wallet IS 'Wallet token';
COMMENT ON COLUMN v_links.bank_device IS 'Device token, the bank''s view';
COMMENT ON COLUMN v_links.bank_ip IS 'IP address, the bank''s view';
COMMENT ON COLUMN v_links.device IS 'Device token, the provider''s view';
COMMENT ON COLUMN v_links.factors IS 'What was asked of the user, sorted and distinct';
COMMENT ON COLUMN v_links.holder_match IS 'match or mismatch of wallet user and account holder';
COMMENT ON COLUMN v_links.ip IS 'IP address, the provider''s view';
COMMENT ON COLUMN v_links.network IS 'home, mobile, hosting, vpn or foreign';
COMMENT ON COLUMN v_links.operation IS 'register, change or unlink';
COMMENT ON COLUMN v_links.outcome IS 'succeeded, failed or refused';
COMMENT ON COLUMN v_links.person IS 'Person token';
COMMENT ON COLUMN v_links.phone IS 'Phone token';
COMMENT ON COLUMN v_links.reason IS 'Why it failed or was refused';
COMMENT ON COLUMN v_links.snapshot IS 'True: an existing link loaded at the start; state only, fires no rule';
COMMENT ON COLUMN v_links.wallet_opened_at IS 'When the wallet was opened';
COMMENT ON COLUMN v_links.two_factor IS 'Two-factor status of the account: enrolled, not-enrolled, unknown or void';
COMMENT ON COLUMN v_links.adoption IS 'Does the provider ask for the bank''s own two-factor: adopted, not-adopted or unknown';
COMMENT ON COLUMN v_links.suspended IS 'The operation was stopped on this rail';
COMMENT ON COLUMN v_links.uncertain IS 'Within 5 minutes of a stop or resumption whose time is only about right (頃)';
COMMENT ON COLUMN v_links.limit_charge IS 'Limit a charge in force, whole yen; NULL: none or unknown';
COMMENT ON COLUMN v_links.limit_day IS 'Limit a day in force, whole yen; NULL: none or unknown';
COMMENT ON COLUMN v_links.limit_month IS 'Limit a calendar month in force, whole yen; NULL: none or unknown';
COMMENT ON COLUMN v_links.holder IS 'Person token of the account holder; NULL while unknown';

COMMENT ON COLUMN v_charges.id IS 'Event id, unique over all types';
COMMENT ON COLUMN v_charges.event_at IS 'When it happened, took effect or was recorded (contract field at)';
COMMENT ON COLUMN v_charges.provider IS 'Payment provider, id of config/providers';
COMMENT ON COLUMN v_charges.bank IS '全銀 bank code, 4 digits';
COMMENT ON COLUMN v_charges.account IS 'Account token';
COMMENT ON COLUMN v_charges.wallet IS 'Wallet token';
COMMENT ON COLUMN v_charges.device IS 'Device token, the provider''s view';
COMMENT ON COLUMN v_charges.ip IS 'IP address, the provider''s view';
COMMENT ON COLUMN v_charges.network IS 'home, mobile, hosting, vpn or foreign';
COMMENT ON COLUMN v_charges.outcome IS 'succeeded, failed or refused';
COMMENT ON COLUMN v_charges.reason IS 'Why it failed or was refused';
COMMENT ON COLUMN v_charges.reversal_of IS 'Id of the charge that this one reverses';
COMMENT ON COLUMN v_charges.trigger IS 'manual or auto';
COMMENT ON COLUMN v_charges.yen IS 'Whole yen';
COMMENT ON COLUMN v_charges.two_factor IS 'Two-factor status of the account: enrolled, not-enrolled, unknown or void';
COMMENT ON COLUMN v_charges.adoption IS 'Does the provider ask for the bank''s own two-factor: adopted, not-adopted or unknown';
COMMENT ON COLUMN v_charges.suspended IS 'The operation was stopped on this rail';
COMMENT ON COLUMN v_charges.uncertain IS 'Within 5 minutes of a stop or resumption whose time is only about right (頃)';
COMMENT ON COLUMN v_charges.limit_charge IS 'Limit a charge in force, whole yen; NULL: none or unknown';
COMMENT ON COLUMN v_charges.limit_day IS 'Limit a day in force, whole yen; NULL: none or unknown';
COMMENT ON COLUMN v_charges.limit_month IS 'Limit a calendar month in force, whole yen; NULL: none or unknown';
COMMENT ON COLUMN v_charges.holder IS 'Person token of the account holder; NULL while unknown';
