-- First links, and which of them were weak: what a thief who has bought a list of accounts can answer.

-- No word on the factors is unknown (NULL) and never weak; an empty list says that nothing at all was asked.
CREATE OR REPLACE MACRO is_weak(factors) AS list_has_all(['account-number', 'name', 'birthdate', 'pin'], factors);
COMMENT ON MACRO is_weak IS 'Were these all the factors that were asked: only account number, name, birth date or PIN, hence no possession, no inherence and no ib-login; NULL where they are not known / 弱い登録か。求めた要素が口座番号・氏名・生年月日・暗証番号だけなら真、不明ならNULL';

CREATE OR REPLACE VIEW v_first_links AS
SELECT l.* EXCLUDE (account_key), is_weak(l.factors) AS weak_first_link
FROM links l
WHERE l.outcome = 'succeeded' AND l.operation IN ('register', 'change')
QUALIFY row_number() OVER (PARTITION BY l.account, l.provider ORDER BY l.event_at, l.id) = 1;
COMMENT ON VIEW v_first_links IS 'The first succeeded register or change of each account at each provider, by (event_at, id), snapshots too. It never changes with later events / 各口座の各事業者での最初の登録または変更の成功。スナップショットも含む';
COMMENT ON COLUMN v_first_links.id IS 'Event id, unique over all types / イベントの番号。全種類を通して一意';
COMMENT ON COLUMN v_first_links.event_at IS 'When it happened, took effect or was recorded (contract field at) / 発生・発効・記録の時刻';
COMMENT ON COLUMN v_first_links.provider IS 'Payment provider, id of config/providers / 決済事業者の識別子';
COMMENT ON COLUMN v_first_links.bank IS '全銀 bank code, 4 digits / 全銀の銀行コード4桁';
COMMENT ON COLUMN v_first_links.account IS 'Account token / 口座のトークン';
COMMENT ON COLUMN v_first_links.wallet IS 'Wallet token / ウォレットのトークン';
COMMENT ON COLUMN v_first_links.bank_device IS 'Device token, the bank''s view / 銀行側で見た端末のトークン';
COMMENT ON COLUMN v_first_links.bank_ip IS 'IP address, the bank''s view / 銀行側で見たIPアドレス';
COMMENT ON COLUMN v_first_links.device IS 'Device token, the provider''s view / 事業者側で見た端末のトークン';
COMMENT ON COLUMN v_first_links.factors IS 'What was asked of the user, sorted and distinct / 利用者に求めた認証要素。整列済み・重複なし';
COMMENT ON COLUMN v_first_links.holder_match IS 'match or mismatch of wallet user and account holder / ウォレット利用者と預金名義人の一致・不一致';
COMMENT ON COLUMN v_first_links.ip IS 'IP address, the provider''s view / 事業者側で見たIPアドレス';
COMMENT ON COLUMN v_first_links.network IS 'home, mobile, hosting, vpn or foreign / 接続網。home, mobile, hosting, vpn, foreign';
COMMENT ON COLUMN v_first_links.operation IS 'register, change or unlink / 操作。登録・変更・解除';
COMMENT ON COLUMN v_first_links.outcome IS 'succeeded, failed or refused / 結果。成功・失敗・拒否';
COMMENT ON COLUMN v_first_links.person IS 'Person token / 人のトークン';
COMMENT ON COLUMN v_first_links.phone IS 'Phone token / 電話番号のトークン';
COMMENT ON COLUMN v_first_links.reason IS 'Why it failed or was refused / 失敗・拒否の理由';
COMMENT ON COLUMN v_first_links.snapshot IS 'True: an existing link loaded at the start; state only, fires no rule / 真なら開始時に取り込んだ既存の登録。状態のみで、ルールは発火しない';
COMMENT ON COLUMN v_first_links.wallet_opened_at IS 'When the wallet was opened / ウォレットの開設時刻';
COMMENT ON COLUMN v_first_links.weak_first_link IS 'Only account number, name, birth date or PIN were asked; NULL where the factors are not known / 口座番号・名前・生年月日・暗証番号だけで登録された。要素が不明なら NULL';
