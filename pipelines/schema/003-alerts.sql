-- What the rules saw. alert_events is the truth; an alert is what its firing events say together.

CREATE TABLE rules (
  rule VARCHAR NOT NULL,
  version VARCHAR NOT NULL,
  effective_from TIMESTAMPTZ,
  definition VARCHAR NOT NULL
);
COMMENT ON TABLE rules IS 'History of rule versions: events before effective_from are judged by the version before';
COMMENT ON COLUMN rules.rule IS 'Rule id: the stem of its file';
COMMENT ON COLUMN rules.version IS 'First 12 hexadecimal digits of SHA-256 over the rule, its thresholds, the features it names and its mode; "removed" where the rule ends';
COMMENT ON COLUMN rules.effective_from IS 'Start of the first period that this version judges; NULL: from the beginning';
COMMENT ON COLUMN rules.definition IS 'The rule with its thresholds and features, as JSON';

CREATE TABLE alert_events (
  alert_id VARCHAR NOT NULL,
  rule VARCHAR NOT NULL,
  rule_version VARCHAR NOT NULL,
  mode VARCHAR NOT NULL,
  entity_type VARCHAR NOT NULL,
  entity_id VARCHAR NOT NULL,
  period_from TIMESTAMPTZ NOT NULL,
  period_to TIMESTAMPTZ NOT NULL,
  event_id VARCHAR NOT NULL,
  event_at TIMESTAMPTZ NOT NULL,
  known_at TIMESTAMPTZ NOT NULL,
  severity VARCHAR NOT NULL,
  yen BIGINT,
  provider VARCHAR NOT NULL,
  bank VARCHAR NOT NULL,
  account VARCHAR NOT NULL,
  wallet VARCHAR NOT NULL,
  two_factor VARCHAR NOT NULL,
  features VARCHAR NOT NULL,
  observed VARCHAR NOT NULL
);
COMMENT ON TABLE alert_events IS 'Every firing event of every alert, uncapped';
COMMENT ON COLUMN alert_events.alert_id IS 'The alert that it is part of';
COMMENT ON COLUMN alert_events.rule IS 'Rule that fired';
COMMENT ON COLUMN alert_events.rule_version IS 'Version of the rule that fired';
COMMENT ON COLUMN alert_events.mode IS 'live or shadow';
COMMENT ON COLUMN alert_events.entity_type IS 'Type of the entity that the alert is about';
COMMENT ON COLUMN alert_events.entity_id IS 'The entity that the alert is about';
COMMENT ON COLUMN alert_events.period_from IS 'Start of the rule''s period that holds event_at, cut in JST';
COMMENT ON COLUMN alert_events.period_to IS 'End of that period, exclusive';
COMMENT ON COLUMN alert_events.event_id IS 'The link or charge that fired';
COMMENT ON COLUMN alert_events.event_at IS 'Its event time';
COMMENT ON COLUMN alert_events.known_at IS 'The greatest event time of the events that made it fire';
COMMENT ON COLUMN alert_events.severity IS 'info, low, medium, high or critical';
COMMENT ON COLUMN alert_events.yen IS 'Whole yen of a succeeded charge; NULL for any other event';
COMMENT ON COLUMN alert_events.provider IS 'Its provider';
COMMENT ON COLUMN alert_events.bank IS 'Its bank';
COMMENT ON COLUMN alert_events.account IS 'Its account';
COMMENT ON COLUMN alert_events.wallet IS 'Its wallet';
COMMENT ON COLUMN alert_events.two_factor IS 'Two-factor status of the account at event_at';
COMMENT ON COLUMN alert_events.features IS 'JSON: the features that the rule names, at this event';
COMMENT ON COLUMN alert_events.observed IS 'JSON: the values that the rule''s reason names, at this event';

CREATE TABLE alerts (
  id VARCHAR NOT NULL,
  rule VARCHAR NOT NULL,
  rule_version VARCHAR,
  title STRUCT(ja VARCHAR, en VARCHAR),
  reason STRUCT(ja VARCHAR, en VARCHAR),
  severity VARCHAR,
  status VARCHAR NOT NULL,
  mode VARCHAR,
  entity STRUCT("type" VARCHAR, id VARCHAR) NOT NULL,
  period_from TIMESTAMPTZ NOT NULL,
  period_to TIMESTAMPTZ NOT NULL,
  first_at TIMESTAMPTZ,
  last_at TIMESTAMPTZ,
  known_at TIMESTAMPTZ,
  events VARCHAR[],
  event_count BIGINT,
  yen BIGINT,
  providers VARCHAR[],
  banks VARCHAR[],
  accounts VARCHAR[],
  wallets VARCHAR[],
  two_factor VARCHAR,
  features VARCHAR,
  runbook VARCHAR,
  payload VARCHAR NOT NULL
);
COMMENT ON TABLE alerts IS 'One row for one rule × one entity × one period, open or retracted';
COMMENT ON COLUMN alerts.id IS 'First 32 hexadecimal digits of SHA-256 of rule|entity type|entity id|period start';
COMMENT ON COLUMN alerts.rule IS 'Rule id';
COMMENT ON COLUMN alerts.rule_version IS 'Version of the rule that judged the period';
COMMENT ON COLUMN alerts.title IS 'What it is, in Japanese and English';
COMMENT ON COLUMN alerts.reason IS 'Why it fired, with the observed value and the threshold, in Japanese and English';
COMMENT ON COLUMN alerts.severity IS 'The highest severity of its firing events';
COMMENT ON COLUMN alerts.status IS 'open, or retracted: nothing fires it any more';
COMMENT ON COLUMN alerts.mode IS 'live or shadow';
COMMENT ON COLUMN alerts.entity IS 'What it is about: type and id';
COMMENT ON COLUMN alerts.period_from IS 'Start of the period, cut in JST';
COMMENT ON COLUMN alerts.period_to IS 'End of the period, exclusive';
COMMENT ON COLUMN alerts.first_at IS 'Event time of the first firing event';
COMMENT ON COLUMN alerts.last_at IS 'Event time of the last firing event';
COMMENT ON COLUMN alerts.known_at IS 'When the first of them could be known';
COMMENT ON COLUMN alerts.events IS 'Ids of the first 100 firing events in the order of (event_at, id)';
COMMENT ON COLUMN alerts.event_count IS 'How many firing events there are';
COMMENT ON COLUMN alerts.yen IS 'Whole yen of the succeeded charges among all firing events';
COMMENT ON COLUMN alerts.providers IS 'Distinct providers, sorted, the smallest 100';
COMMENT ON COLUMN alerts.banks IS 'Distinct banks, sorted, the smallest 100';
COMMENT ON COLUMN alerts.accounts IS 'Distinct accounts, sorted, the smallest 100';
COMMENT ON COLUMN alerts.wallets IS 'Distinct wallets, sorted, the smallest 100';
COMMENT ON COLUMN alerts.two_factor IS 'Two-factor status at the last firing event';
COMMENT ON COLUMN alerts.features IS 'JSON: the features that the rule names, at the last firing event';
COMMENT ON COLUMN alerts.runbook IS 'What to do, in one or two sentences';
COMMENT ON COLUMN alerts.payload IS 'The alert as it is published: JSON, the same bytes for the same alert';
