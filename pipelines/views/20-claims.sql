-- 被害申告: what was known about each claim at a moment (contract, sections 2 and 6).
--
-- A claim is a series of revisions. "Known at as_of" is its latest revision with event_at <= as_of; of two with equal
-- event_at the greater id is the later. Instants are only ever compared, so no answer follows the session's time zone;
-- only an as_of given as text without an offset does, so give it as '2020-09-15T23:59:59.999999+09:00'.

CREATE OR REPLACE MACRO revisions_at(as_of) AS TABLE
WITH known_claims AS (
  SELECT
    r.claim,
    max_by(r.id, {event_at: r.event_at, id: r.id}) AS latest,
    -- Who reported the claim first stays its channel: a bank's later word does not make a provider's find a bank's.
    -- In a struct, since min_by() passes over NULL.
    min_by({channel: r.channel}, {event_at: r.event_at, id: r.id}) AS first,
    min(r.event_at) AS first_recorded_at
  FROM claims r
  WHERE r.event_at <= as_of::TIMESTAMPTZ
  GROUP BY r.claim
)
SELECT r.* EXCLUDE (channel), k.first['channel'] AS channel, k.first_recorded_at
FROM known_claims k
JOIN claims r ON r.id = k.latest;
COMMENT ON MACRO TABLE revisions_at IS 'The latest revision of every claim as known at as_of, with the channel and the time of its first one';

CREATE OR REPLACE MACRO claims_at(as_of) AS TABLE
WITH latest_compensations AS (
  SELECT p.claim, max_by({decision: p.decision, yen: p.yen, payer: p.payer}, {event_at: p.event_at, id: p.id}) AS latest
  FROM compensations p
  WHERE p.event_at <= as_of::TIMESTAMPTZ
  GROUP BY p.claim
)
SELECT
  k.claim, k.id, k.event_at, k.provider, k.bank, k.account, k.status, k.yen, k.occurred_at, k.occurred_to, k.charges,
  k.reason, k.duplicate_of, k.channel, k.police, k.prevented_yen, k.recovered_yen, k.first_recorded_at,
  p.latest['decision'] AS compensation, p.latest['yen'] AS paid_yen, p.latest['payer'] AS payer
FROM revisions_at(as_of) k
LEFT JOIN latest_compensations p ON p.claim = k.claim;
COMMENT ON MACRO TABLE claims_at IS 'Every claim as it was known at as_of: its latest revision, its channel and its latest compensation / as_of時点で分かっていた各被害申告の最新の改訂、最初の申告経路、最新の補償
columns as v_claims';

CREATE OR REPLACE VIEW v_claims AS
FROM claims_at('infinity');
COMMENT ON VIEW v_claims IS '被害申告: every claim at its latest revision, with the channel of its first one and its latest compensation / 各被害申告の最新の改訂、最初の申告経路、最新の補償';
COMMENT ON COLUMN v_claims.claim IS 'Claim id / 被害申告の番号';
COMMENT ON COLUMN v_claims.id IS 'Event id of the latest revision / 最新の改訂のイベント番号';
COMMENT ON COLUMN v_claims.event_at IS 'When the latest revision was recorded / 最新の改訂の記録時刻';
COMMENT ON COLUMN v_claims.provider IS 'Payment provider, id of config/providers / 決済事業者の識別子';
COMMENT ON COLUMN v_claims.bank IS '全銀 bank code, 4 digits / 全銀の銀行コード4桁';
COMMENT ON COLUMN v_claims.account IS 'Account token / 口座のトークン';
COMMENT ON COLUMN v_claims.status IS 'declared, investigating, confirmed or excluded / 状態。申告・調査中・確認・対象外';
COMMENT ON COLUMN v_claims.yen IS 'Whole yen claimed / 申告額(円)';
COMMENT ON COLUMN v_claims.occurred_at IS 'When the damage began / 被害の始まり';
COMMENT ON COLUMN v_claims.occurred_to IS 'When the damage ended / 被害の終わり';
COMMENT ON COLUMN v_claims.charges IS 'Ids of the charges that the claim names, sorted and distinct / 申告が挙げるチャージの番号。整列済み・重複なし';
COMMENT ON COLUMN v_claims.reason IS 'Why it was excluded: own-use, relative, duplicate or other / 対象外の理由。本人利用・親族・重複・その他';
COMMENT ON COLUMN v_claims.duplicate_of IS 'The claim that this one repeats / 重複元の申告';
COMMENT ON COLUMN v_claims.channel IS 'Who reported it first: bank, provider, own-detection or police; NULL: the first revision does not say / 最初の申告経路。銀行・事業者・自社検知・警察。NULLは記載なし';
COMMENT ON COLUMN v_claims.police IS 'consulted or accepted / 警察。相談・受理';
COMMENT ON COLUMN v_claims.prevented_yen IS 'Whole yen that were held back in time / 未然に防いだ額(円)';
COMMENT ON COLUMN v_claims.recovered_yen IS 'Whole yen that were got back / 回収した額(円)';
COMMENT ON COLUMN v_claims.first_recorded_at IS 'When the first revision was recorded / 最初の改訂の記録時刻';
COMMENT ON COLUMN v_claims.compensation IS 'Latest decision: full, partial, refused or pending; NULL: none is known / 最新の補償の決定。全額・一部・拒否・未定。NULLは不明';
COMMENT ON COLUMN v_claims.paid_yen IS 'Whole yen paid so far; NULL: no decision is known / これまでの補償額(円)。NULLは決定不明';
COMMENT ON COLUMN v_claims.payer IS 'Who paid: bank, provider or other / 補償した者';
