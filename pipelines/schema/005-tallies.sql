-- What stands on the compacted topic of the damage tallies: the live pipeline publishes what differs from it.

CREATE TABLE tallies (
  provider VARCHAR NOT NULL,
  bank VARCHAR NOT NULL,
  basis VARCHAR NOT NULL,
  as_of TIMESTAMPTZ NOT NULL,
  state VARCHAR NOT NULL,
  links BIGINT,
  payload VARCHAR NOT NULL
);
COMMENT ON TABLE tallies IS 'The damage tallies as the live pipeline published them, one row for each provider × bank × basis; damage() computes them anew';
COMMENT ON COLUMN tallies.provider IS 'Provider';
COMMENT ON COLUMN tallies.bank IS 'Bank code';
COMMENT ON COLUMN tallies.basis IS 'declared, confirmed, compensated, excluded or suspected';
COMMENT ON COLUMN tallies.as_of IS 'The greatest event time among the events of the batches that changed it';
COMMENT ON COLUMN tallies.state IS 'reported, investigating or undisclosed, as in the payload';
COMMENT ON COLUMN tallies.links IS 'Latest 登録口座数, as in the payload; NULL: never counted';
COMMENT ON COLUMN tallies.payload IS 'The tally as it is published: JSON, the columns of damage() in their order, the same bytes for the same tally';
