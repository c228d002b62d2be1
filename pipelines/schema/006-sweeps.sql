-- Rules that look at a period of history: which periods they have looked at, and what they have fired there.

CREATE TABLE sweeps (
  rule VARCHAR NOT NULL,
  period_from TIMESTAMPTZ NOT NULL,
  state VARCHAR NOT NULL
);
COMMENT ON TABLE sweeps IS 'The periods in which rules on: sweep have something to look at';
COMMENT ON COLUMN sweeps.rule IS 'Rule id';
COMMENT ON COLUMN sweeps.period_from IS 'Start of the hour or day in JST';
COMMENT ON COLUMN sweeps.state IS 'new: not looked at yet; done; stale: looked at, and events have come since that may change what was found';

ALTER TABLE alert_events ADD COLUMN sweep_from TIMESTAMPTZ;
COMMENT ON COLUMN alert_events.sweep_from IS 'Start of the period whose sweep fired it; NULL: a rule that judges each event';
COMMENT ON COLUMN alert_events.event_id IS 'The link or charge that fired; of some sweeps a claim';

ALTER TABLE alert_events ALTER COLUMN wallet DROP NOT NULL;
COMMENT ON COLUMN alert_events.wallet IS 'Its wallet; NULL: a claim, which names none';
