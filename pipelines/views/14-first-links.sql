-- First links, and which of them were weak: what a thief who has bought a list of accounts can answer.

-- No word on the factors is unknown (NULL) and never weak; an empty list says that nothing at all was asked.
CREATE OR REPLACE MACRO is_weak(factors) AS list_has_all(['account-number', 'name', 'birthdate', 'pin'], factors);
COMMENT ON MACRO is_weak IS 'Were these all the factors that were asked: only account number, name, birth date or PIN, hence no possession, no inherence and no ib-login; NULL where they are not known';

CREATE OR REPLACE VIEW v_first_links AS
SELECT l.* EXCLUDE (account_key), is_weak(l.factors) AS weak_first_link
FROM links l
WHERE l.outcome = 'succeeded' AND l.operation IN ('register', 'change')
QUALIFY row_number() OVER (PARTITION BY l.account, l.provider ORDER BY l.event_at, l.id) = 1;
COMMENT ON VIEW v_first_links IS 'The first succeeded register or change of each account at each provider, by (event_at, id), snapshots too. It never changes with later events';
COMMENT ON COLUMN v_first_links.id IS 'Event id, unique over all types';
COMMENT ON COLUMN v_first_links.event_at IS 'When it happened, took effect or was recorded (contract field at)';
COMMENT ON COLUMN v_first_links.provider IS 'Payment provider, id of config/providers';
COMMENT ON COLUMN v_first_links.bank IS '全銀 bank code, 4 digits';
COMMENT ON COLUMN v_first_links.account IS 'Account token';
COMMENT ON COLUMN v_first_links.wallet IS 'Wallet token';
COMMENT ON COLUMN v_first_links.bank_device IS 'Device token, the bank''s view';
COMMENT ON COLUMN v_first_links.bank_ip IS 'IP address, the bank''s view';
COMMENT ON COLUMN v_first_links.device IS 'Device token, the provider''s view';
COMMENT ON COLUMN v_first_links.factors IS 'What was asked of the user, sorted and distinct';
COMMENT ON COLUMN v_first_links.holder_match IS 'match or mismatch of wallet user and account holder';
COMMENT ON COLUMN v_first_links.ip IS 'IP address, the provider''s view';
COMMENT ON COLUMN v_first_links.network IS 'home, mobile, hosting, vpn or foreign';
COMMENT ON COLUMN v_first_links.operation IS 'register, change or unlink';
COMMENT ON COLUMN v_first_links.outcome IS 'succeeded, failed or refused';
COMMENT ON COLUMN v_first_links.person IS 'Person token';
COMMENT ON COLUMN v_first_links.phone IS 'Phone token';
COMMENT ON COLUMN v_first_links.reason IS 'Why it failed or was refused';
COMMENT ON COLUMN v_first_links.snapshot IS 'True: an existing link loaded at the start; state only, fires no rule';
COMMENT ON COLUMN v_first_links.wallet_opened_at IS 'When the wallet was opened';
COMMENT ON COLUMN v_first_links.weak_first_link IS 'Only account number, name, birth date or PIN were asked; NULL where the factors are not known';
