-- 公表: what was published, for analysts. The tables only grow, and nothing is computed here.

CREATE OR REPLACE VIEW v_publications AS
SELECT name, as_of, bases, channels, corrects, published_at, text FROM publications ORDER BY seq;
COMMENT ON VIEW v_publications IS 'Every publication, in the order of publishing / すべての公表(公表順)';
COMMENT ON COLUMN v_publications.name IS 'Name, unique / 名前(一意)';
COMMENT ON COLUMN v_publications.as_of IS 'As-of time of its figures / 数字の基準時刻';
COMMENT ON COLUMN v_publications.bases IS 'Bases that stand side by side in it / 並べて載せた集計区分';
COMMENT ON COLUMN v_publications.channels IS 'For each of the bases the channels that it counts, such as bank,police; an empty text: all / 区分ごとに数える申告経路(bank,police など)。空文字はすべて';
COMMENT ON COLUMN v_publications.corrects IS 'Name of the publication that this one corrects; NULL: it corrects none / この公表が訂正した公表の名前。NULL は訂正でない';
COMMENT ON COLUMN v_publications.published_at IS 'When it was kept, by the clock of the machine / 保存した時刻(機械の時計)';
COMMENT ON COLUMN v_publications.text IS 'The text as it was published, byte for byte / 公表した文面(1バイトも変えない)';

CREATE OR REPLACE VIEW v_publication_cells AS
FROM publication_cells
ORDER BY publication, basis, provider, bank;
COMMENT ON VIEW v_publication_cells IS 'Every cell of every publication, with the columns of damage() as they were then / 公表した数字。列は damage() と同じ';
COMMENT ON COLUMN v_publication_cells.publication IS 'Name of the publication / 公表の名前';
COMMENT ON COLUMN v_publication_cells.basis IS 'declared, confirmed, compensated, excluded or suspected / 集計区分: declared 申告・confirmed 確認・compensated 補償・excluded 対象外・suspected 要確認';
COMMENT ON COLUMN v_publication_cells.provider IS 'Provider / 決済事業者';
COMMENT ON COLUMN v_publication_cells.bank IS 'Bank code / 銀行コード';
COMMENT ON COLUMN v_publication_cells.state IS 'reported, investigating or undisclosed / reported 公表済み・investigating 調査中・undisclosed 未公表';
COMMENT ON COLUMN v_publication_cells.cases IS '件数; NULL unless reported (suspected: never NULL) / 件数。reported 以外は NULL(suspected は NULL にならない)';
COMMENT ON COLUMN v_publication_cells.yen IS '額, whole yen; NULL unless reported (suspected: never NULL) / 額(円)';
COMMENT ON COLUMN v_publication_cells.cases_so_far IS '件数 so far, during an open inquiry / 調査中の現時点の件数';
COMMENT ON COLUMN v_publication_cells.yen_so_far IS '額 so far, whole yen, during an open inquiry / 調査中の現時点の額(円)';
COMMENT ON COLUMN v_publication_cells.accounts IS 'Distinct accounts / 口座数(重複なし)';
COMMENT ON COLUMN v_publication_cells.charges IS 'Distinct charges that the counted claims name / 数えた申告が挙げるチャージ件数(重複なし)';
COMMENT ON COLUMN v_publication_cells.prevented_yen IS 'Whole yen held back in time / 未然に止めた額(円)';
COMMENT ON COLUMN v_publication_cells.recovered_yen IS 'Whole yen got back / 取り戻した額(円)';
COMMENT ON COLUMN v_publication_cells.net_yen IS 'yen − prevented_yen − recovered_yen / 純額 = yen − prevented_yen − recovered_yen';
COMMENT ON COLUMN v_publication_cells.first_occurred_at IS 'When the earliest counted damage began / 最も早い被害の始まり';
COMMENT ON COLUMN v_publication_cells.last_occurred_at IS 'When the latest counted damage ended / 最も遅い被害の終わり';
COMMENT ON COLUMN v_publication_cells.cases_after_stop IS 'Counted claims from the first stop of new links on / 登録停止後の件数';
COMMENT ON COLUMN v_publication_cells.yen_after_stop IS 'Whole yen of these / 登録停止後の額(円)';
COMMENT ON COLUMN v_publication_cells.links IS '登録口座数 then; NULL: never counted / その時点の登録口座数。NULL は不明';
COMMENT ON COLUMN v_publication_cells.cases_per_100k_links IS 'cases for each 100,000 links / 登録10万口座あたりの件数';
COMMENT ON COLUMN v_publication_cells.rate_low IS 'Lower bound of its 95 % Wilson interval, for each 100,000 links / その95%ウィルソン区間の下限';
COMMENT ON COLUMN v_publication_cells.rate_high IS 'Upper bound of its 95 % Wilson interval, for each 100,000 links / その95%ウィルソン区間の上限';
COMMENT ON COLUMN v_publication_cells.stopped_at IS 'First stop of new links of the rail as known then; NULL: none / その時点で知られていた最初の登録停止。NULL はなし';

CREATE OR REPLACE VIEW v_publication_claims AS
FROM publication_claims
ORDER BY publication, claim;
COMMENT ON VIEW v_publication_claims IS 'Every claim that was known at a publication, as it was known then / 公表の根拠となった申告(その時点の状態)';
COMMENT ON COLUMN v_publication_claims.publication IS 'Name of the publication / 公表の名前';
COMMENT ON COLUMN v_publication_claims.claim IS 'Claim id / 申告ID';
COMMENT ON COLUMN v_publication_claims.counted IS 'Bases of the publication that counted it; empty: none did / この申告を数えた集計区分。空はなし';
COMMENT ON COLUMN v_publication_claims.provider IS 'Provider / 決済事業者';
COMMENT ON COLUMN v_publication_claims.bank IS 'Bank code / 銀行コード';
COMMENT ON COLUMN v_publication_claims.account IS 'Account token / 口座トークン';
COMMENT ON COLUMN v_publication_claims.status IS 'declared, investigating, confirmed or excluded / declared 申告・investigating 調査中・confirmed 確認・excluded 対象外';
COMMENT ON COLUMN v_publication_claims.reason IS 'Why it was excluded: own-use, relative, duplicate or other / 対象外の理由';
COMMENT ON COLUMN v_publication_claims.yen IS 'Whole yen claimed / 額(円)';
COMMENT ON COLUMN v_publication_claims.compensation IS 'Latest decision: full, partial, refused or pending; NULL: none was known / 補償の最新の決定。NULL は不明';
COMMENT ON COLUMN v_publication_claims.paid_yen IS 'Whole yen paid by then; NULL: no decision was known / その時点までに支払った額(円)。NULL は決定なし';
COMMENT ON COLUMN v_publication_claims.prevented_yen IS 'Whole yen held back in time / 未然に止めた額(円)';
COMMENT ON COLUMN v_publication_claims.recovered_yen IS 'Whole yen got back / 取り戻した額(円)';
COMMENT ON COLUMN v_publication_claims.occurred_at IS 'When the damage began / 被害の始まり';
COMMENT ON COLUMN v_publication_claims.occurred_to IS 'When the damage ended / 被害の終わり';
COMMENT ON COLUMN v_publication_claims.charges IS 'Ids of the charges that it names, sorted and distinct / 挙げたチャージの番号。整列済み・重複なし';
COMMENT ON COLUMN v_publication_claims.channel IS 'Who reported it first: bank, provider, own-detection or police / 最初に申告した経路';
COMMENT ON COLUMN v_publication_claims.after_stop IS 'The damage began at or after the first stop of new links of its rail / 登録停止以後に始まった被害';
COMMENT ON COLUMN v_publication_claims.first_recorded_at IS 'When its first revision was recorded / 最初の記録時刻';
COMMENT ON COLUMN v_publication_claims.words IS 'Every revision and compensation known then, in order: what is missing here and yet older than as_of arrived late / その時点で知られていた訂正と補償のすべて';
