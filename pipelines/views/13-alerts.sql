-- Alerts and their firing events, for analysts.

CREATE OR REPLACE VIEW v_alerts AS
SELECT
  id, rule, rule_version, title, reason, severity, status, mode,
  entity, entity.type AS entity_type, entity.id AS entity_id,
  period_from, period_to, first_at, last_at, known_at,
  events, event_count, yen, providers, banks, accounts, wallets, two_factor, features, runbook
FROM alerts;
COMMENT ON VIEW v_alerts IS 'One row for one rule × one entity × one period, open or retracted / 1ルール×1対象×1期間で1行。openまたはretracted';
COMMENT ON COLUMN v_alerts.id IS 'First 32 hexadecimal digits of SHA-256 of rule|entity type|entity id|period start / rule|対象の種類|対象|期間の始まりのSHA-256の先頭32桁';
COMMENT ON COLUMN v_alerts.rule IS 'Rule id / ルールの識別子';
COMMENT ON COLUMN v_alerts.rule_version IS 'Version of the rule that judged the period / その期間を判定したルールの版';
COMMENT ON COLUMN v_alerts.title IS 'What it is, in Japanese and English / 何であるか。日本語と英語';
COMMENT ON COLUMN v_alerts.reason IS 'Why it fired, with the observed value and the threshold, in Japanese and English / 発火の理由。観測値と基準値。日本語と英語';
COMMENT ON COLUMN v_alerts.severity IS 'The highest severity of its firing events / 発火したイベントの最も高い重大度';
COMMENT ON COLUMN v_alerts.status IS 'open, or retracted: nothing fires it any more / open、またはretracted(発火するものが無くなった)';
COMMENT ON COLUMN v_alerts.mode IS 'live or shadow / 本番(live)か試行(shadow)か';
COMMENT ON COLUMN v_alerts.entity IS 'What it is about: type and id / 対象の種類と識別子';
COMMENT ON COLUMN v_alerts.period_from IS 'Start of the period, cut in JST / 期間の始まり。日本時間で区切る';
COMMENT ON COLUMN v_alerts.period_to IS 'End of the period, exclusive / 期間の終わり。その時刻は含まない';
COMMENT ON COLUMN v_alerts.first_at IS 'Event time of the first firing event / 最初に発火したイベントの時刻';
COMMENT ON COLUMN v_alerts.last_at IS 'Event time of the last firing event / 最後に発火したイベントの時刻';
COMMENT ON COLUMN v_alerts.known_at IS 'When the first of them could be known / 最初のものを知り得た時刻';
COMMENT ON COLUMN v_alerts.events IS 'Ids of the first 100 firing events in the order of (event_at, id) / 発火したイベントの番号。(event_at, id)の順に先頭100件';
COMMENT ON COLUMN v_alerts.event_count IS 'How many firing events there are / 発火したイベントの件数';
COMMENT ON COLUMN v_alerts.yen IS 'Whole yen of the succeeded charges among all firing events / 発火したイベントのうち成功したチャージの合計(円)';
COMMENT ON COLUMN v_alerts.providers IS 'Distinct providers, sorted, the smallest 100 / 事業者。重複なし、整列済み、先頭100';
COMMENT ON COLUMN v_alerts.banks IS 'Distinct banks, sorted, the smallest 100 / 銀行。重複なし、整列済み、先頭100';
COMMENT ON COLUMN v_alerts.accounts IS 'Distinct accounts, sorted, the smallest 100 / 口座。重複なし、整列済み、先頭100';
COMMENT ON COLUMN v_alerts.wallets IS 'Distinct wallets, sorted, the smallest 100 / ウォレット。重複なし、整列済み、先頭100';
COMMENT ON COLUMN v_alerts.two_factor IS 'Two-factor status at the last firing event / 最後に発火したイベントでの2要素認証の状態';
COMMENT ON COLUMN v_alerts.features IS 'JSON: the features that the rule names, at the last firing event / JSON。ルールが挙げる特徴量の、最後に発火したイベントでの値';
COMMENT ON COLUMN v_alerts.runbook IS 'What to do, in one or two sentences / 取るべき対応';
COMMENT ON COLUMN v_alerts.entity_type IS 'What it is about: account, wallet, device, ip, phone, person, rail, provider, bank or ring / 対象の種類';
COMMENT ON COLUMN v_alerts.entity_id IS 'The entity itself; a rail is provider|bank / 対象そのもの。事業者×銀行は provider|bank';
