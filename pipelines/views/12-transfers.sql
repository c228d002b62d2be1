-- Links and charges as the analysts see them: every field of the event and what was known at its time.

CREATE OR REPLACE VIEW v_links AS
SELECT * EXCLUDE (account_key), 'link' AS type FROM enrich('links');
COMMENT ON VIEW v_links IS '口座登録・口座連携: links with what was known at their time / 口座登録・口座連携と、その時点で分かっていたこと';

CREATE OR REPLACE VIEW v_charges AS
SELECT * EXCLUDE (account_key, operation), 'charge' AS type FROM enrich('charge_operations');
COMMENT ON VIEW v_charges IS 'チャージ・即時振替: charges with what was known at their time / チャージ・即時振替と、その時点で分かっていたこと';

COMMENT ON COLUMN v_links.id IS 'Event id, unique over all types / イベントの番号。全種類を通して一意';
COMMENT ON COLUMN v_links.event_at IS 'When it happened, took effect or was recorded (contract field at) / 発生・発効・記録の時刻';
COMMENT ON COLUMN v_links.provider IS 'Payment provider, id of config/providers / 決済事業者の識別子';
COMMENT ON COLUMN v_links.bank IS '全銀 bank code, 4 digits / 全銀の銀行コード4桁';
COMMENT ON COLUMN v_links.account IS 'Account token / 口座のトークン';
COMMENT ON COLUMN v_links.wallet IS 'Wallet token / ウォレットのトークン';
COMMENT ON COLUMN v_links.bank_device IS 'Device token, the bank''s view / 銀行側で見た端末のトークン';
COMMENT ON COLUMN v_links.bank_ip IS 'IP address, the bank''s view / 銀行側で見たIPアドレス';
COMMENT ON COLUMN v_links.device IS 'Device token, the provider''s view / 事業者側で見た端末のトークン';
COMMENT ON COLUMN v_links.factors IS 'What was asked of the user, sorted and distinct / 利用者に求めた認証要素。整列済み・重複なし';
COMMENT ON COLUMN v_links.holder_match IS 'match or mismatch of wallet user and account holder / ウォレット利用者と預金名義人の一致・不一致';
COMMENT ON COLUMN v_links.ip IS 'IP address, the provider''s view / 事業者側で見たIPアドレス';
COMMENT ON COLUMN v_links.network IS 'home, mobile, hosting, vpn or foreign / 接続網。home, mobile, hosting, vpn, foreign';
COMMENT ON COLUMN v_links.operation IS 'register, change or unlink / 操作。登録・変更・解除';
COMMENT ON COLUMN v_links.outcome IS 'succeeded, failed or refused / 結果。成功・失敗・拒否';
COMMENT ON COLUMN v_links.person IS 'Person token / 人のトークン';
COMMENT ON COLUMN v_links.phone IS 'Phone token / 電話番号のトークン';
COMMENT ON COLUMN v_links.reason IS 'Why it failed or was refused / 失敗・拒否の理由';
COMMENT ON COLUMN v_links.snapshot IS 'True: an existing link loaded at the start; state only, fires no rule / 真なら開始時に取り込んだ既存の登録。状態のみで、ルールは発火しない';
COMMENT ON COLUMN v_links.wallet_opened_at IS 'When the wallet was opened / ウォレットの開設時刻';
COMMENT ON COLUMN v_links.two_factor IS 'Two-factor status of the account: enrolled, not-enrolled, unknown or void / 口座の2要素認証の状態。登録済み・未登録・不明・無効';
COMMENT ON COLUMN v_links.adoption IS 'Does the provider ask for the bank''s own two-factor: adopted, not-adopted or unknown / 事業者が銀行の2要素認証を求めるか。採用・未採用・不明';
COMMENT ON COLUMN v_links.suspended IS 'The operation was stopped on this rail / この事業者×銀行でその操作が停止中だった';
COMMENT ON COLUMN v_links.uncertain IS 'Within 5 minutes of a stop or resumption whose time is only about right (頃) / おおよその時刻(頃)しか分からない停止・再開の前後5分以内';
COMMENT ON COLUMN v_links.limit_charge IS 'Limit a charge in force, whole yen; NULL: none or unknown / 有効な1回の限度額(円)。NULLは無しか不明';
COMMENT ON COLUMN v_links.limit_day IS 'Limit a day in force, whole yen; NULL: none or unknown / 有効な1日の限度額(円)。NULLは無しか不明';
COMMENT ON COLUMN v_links.limit_month IS 'Limit a calendar month in force, whole yen; NULL: none or unknown / 有効な暦月の限度額(円)。NULLは無しか不明';
COMMENT ON COLUMN v_links.holder IS 'Person token of the account holder; NULL while unknown / 預金名義人のトークン。不明の間はNULL';
COMMENT ON COLUMN v_links.type IS 'link: the event''s type / イベントの種類。常に link';

COMMENT ON COLUMN v_charges.id IS 'Event id, unique over all types / イベントの番号。全種類を通して一意';
COMMENT ON COLUMN v_charges.event_at IS 'When it happened, took effect or was recorded (contract field at) / 発生・発効・記録の時刻';
COMMENT ON COLUMN v_charges.provider IS 'Payment provider, id of config/providers / 決済事業者の識別子';
COMMENT ON COLUMN v_charges.bank IS '全銀 bank code, 4 digits / 全銀の銀行コード4桁';
COMMENT ON COLUMN v_charges.account IS 'Account token / 口座のトークン';
COMMENT ON COLUMN v_charges.wallet IS 'Wallet token / ウォレットのトークン';
COMMENT ON COLUMN v_charges.device IS 'Device token, the provider''s view / 事業者側で見た端末のトークン';
COMMENT ON COLUMN v_charges.ip IS 'IP address, the provider''s view / 事業者側で見たIPアドレス';
COMMENT ON COLUMN v_charges.network IS 'home, mobile, hosting, vpn or foreign / 接続網。home, mobile, hosting, vpn, foreign';
COMMENT ON COLUMN v_charges.outcome IS 'succeeded, failed or refused / 結果。成功・失敗・拒否';
COMMENT ON COLUMN v_charges.reason IS 'Why it failed or was refused / 失敗・拒否の理由';
COMMENT ON COLUMN v_charges.reversal_of IS 'Id of the charge that this one reverses / 取り消されたチャージの番号';
COMMENT ON COLUMN v_charges.trigger IS 'manual or auto / 手動か自動か';
COMMENT ON COLUMN v_charges.yen IS 'Whole yen / 金額(円)';
COMMENT ON COLUMN v_charges.two_factor IS 'Two-factor status of the account: enrolled, not-enrolled, unknown or void / 口座の2要素認証の状態。登録済み・未登録・不明・無効';
COMMENT ON COLUMN v_charges.adoption IS 'Does the provider ask for the bank''s own two-factor: adopted, not-adopted or unknown / 事業者が銀行の2要素認証を求めるか。採用・未採用・不明';
COMMENT ON COLUMN v_charges.suspended IS 'The operation was stopped on this rail / この事業者×銀行でその操作が停止中だった';
COMMENT ON COLUMN v_charges.uncertain IS 'Within 5 minutes of a stop or resumption whose time is only about right (頃) / おおよその時刻(頃)しか分からない停止・再開の前後5分以内';
COMMENT ON COLUMN v_charges.limit_charge IS 'Limit a charge in force, whole yen; NULL: none or unknown / 有効な1回の限度額(円)。NULLは無しか不明';
COMMENT ON COLUMN v_charges.limit_day IS 'Limit a day in force, whole yen; NULL: none or unknown / 有効な1日の限度額(円)。NULLは無しか不明';
COMMENT ON COLUMN v_charges.limit_month IS 'Limit a calendar month in force, whole yen; NULL: none or unknown / 有効な暦月の限度額(円)。NULLは無しか不明';
COMMENT ON COLUMN v_charges.holder IS 'Person token of the account holder; NULL while unknown / 預金名義人のトークン。不明の間はNULL';
COMMENT ON COLUMN v_charges.type IS 'charge: the event''s type / イベントの種類。常に charge';
