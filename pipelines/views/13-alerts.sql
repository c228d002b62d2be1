-- Alerts and their firing events, for analysts.

CREATE OR REPLACE VIEW v_alerts AS
SELECT
  id, rule, rule_version, title, reason, severity, status, mode,
  entity, entity.type AS entity_type, entity.id AS entity_id,
  period_from, period_to, first_at, last_at, known_at,
  events, event_count, yen, providers, banks, accounts, wallets, two_factor, features, runbook
FROM alerts;
COMMENT ON VIEW v_alerts IS 'One row for one rule × one entity × one period, open or retracted';
COMMENT ON COLUMN v_alerts.id IS 'First 32 hexadecimal digits of SHA-256 of rule|entity type|entity id|period start';
COMMENT ON COLUMN v_alerts.rule IS 'Rule id';
COMMENT ON COLUMN v_alerts.rule_version IS 'Version of the rule that judged the period';
COMMENT ON COLUMN v_alerts.title IS 'What it is, in Japanese and English';
COMMENT ON COLUMN v_alerts.reason IS 'Why it fired, with the observed value and the threshold, in Japanese and English';
COMMENT ON COLUMN v_alerts.severity IS 'The highest severity of its firing events';
COMMENT ON COLUMN v_alerts.status IS 'open, or retracted: nothing fires it any more';
COMMENT ON COLUMN v_alerts.mode IS 'live or shadow';
COMMENT ON COLUMN v_alerts.entity IS 'What it is about: type and id';
COMMENT ON COLUMN v_alerts.period_from IS 'Start of the period, cut in JST';
COMMENT ON COLUMN v_alerts.period_to IS 'End of the period, exclusive';
COMMENT ON COLUMN v_alerts.first_at IS 'Event time of the first firing event';
COMMENT ON COLUMN v_alerts.last_at IS 'Event time of the last firing event';
COMMENT ON COLUMN v_alerts.known_at IS 'When the first of them could be known';
COMMENT ON COLUMN v_alerts.events IS 'Ids of the first 100 firing events in the order of (event_at, id)';
COMMENT ON COLUMN v_alerts.event_count IS 'How many firing events there are';
COMMENT ON COLUMN v_alerts.yen IS 'Whole yen of the succeeded charges among all firing events';
COMMENT ON COLUMN v_alerts.providers IS 'Distinct providers, sorted, the smallest 100';
COMMENT ON COLUMN v_alerts.banks IS 'Distinct banks, sorted, the smallest 100';
COMMENT ON COLUMN v_alerts.accounts IS 'Distinct accounts, sorted, the smallest 100';
COMMENT ON COLUMN v_alerts.wallets IS 'Distinct wallets, sorted, the smallest 100';
COMMENT ON COLUMN v_alerts.two_factor IS 'Two-factor status at the last firing event';
COMMENT ON COLUMN v_alerts.features IS 'JSON: the features that the rule names, at the last firing event';
COMMENT ON COLUMN v_alerts.runbook IS 'What to do, in one or two sentences';
COMMENT ON COLUMN v_alerts.entity_type IS 'What it is about: account, wallet, device, ip, phone, person, rail, provider, bank or ring';
COMMENT ON COLUMN v_alerts.entity_id IS 'The entity itself; a rail is provider|bank';
