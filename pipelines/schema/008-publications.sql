-- What was published, exactly as it was published. Rows are only ever added: a correction is a publication of its own
-- that names the one it corrects. Nothing here is computed again, and no event, alert or tally depends on it.

CREATE TABLE publications (
  seq BIGINT NOT NULL,
  name VARCHAR NOT NULL,
  as_of TIMESTAMPTZ NOT NULL,
  bases VARCHAR[] NOT NULL,
  channels VARCHAR[] NOT NULL,
  corrects VARCHAR,
  published_at TIMESTAMPTZ NOT NULL,
  text VARCHAR NOT NULL,
  sha256 VARCHAR NOT NULL
);
COMMENT ON TABLE publications IS '公表: what banken report --publish kept, one row for each publication, never changed afterwards';
COMMENT ON COLUMN publications.seq IS 'Order in which they were published, from 1 without gaps';
COMMENT ON COLUMN publications.name IS 'Name, unique';
COMMENT ON COLUMN publications.as_of IS 'As-of time of its figures';
COMMENT ON COLUMN publications.bases IS 'Bases that stand side by side in it, in the order in which they were asked for';
COMMENT ON COLUMN publications.channels IS 'For each of the bases the channels that it counts, such as bank,police; an empty text: all';
COMMENT ON COLUMN publications.corrects IS 'Name of the publication that this one corrects; NULL: it corrects none';
COMMENT ON COLUMN publications.published_at IS 'When it was kept, by the clock of the machine; no figure depends on it';
COMMENT ON COLUMN publications.text IS 'The text as it was published, byte for byte';
COMMENT ON COLUMN publications.sha256 IS 'SHA-256 over this publication with its cells and claims and the sha256 of the one before: a changed row shows';

CREATE TABLE publication_cells (
  publication VARCHAR NOT NULL,
  basis VARCHAR NOT NULL,
  provider VARCHAR NOT NULL,
  bank VARCHAR NOT NULL,
  state VARCHAR NOT NULL,
  cases BIGINT,
  yen BIGINT,
  cases_so_far BIGINT,
  yen_so_far BIGINT,
  accounts BIGINT,
  charges BIGINT,
  prevented_yen BIGINT,
  recovered_yen BIGINT,
  net_yen BIGINT,
  first_occurred_at TIMESTAMPTZ,
  last_occurred_at TIMESTAMPTZ,
  cases_after_stop BIGINT,
  yen_after_stop BIGINT,
  links BIGINT,
  cases_per_100k_links DOUBLE,
  rate_low DOUBLE,
  rate_high DOUBLE,
  stopped_at TIMESTAMPTZ
);
COMMENT ON TABLE publication_cells IS 'Every cell of every publication: the columns of damage() as they were then';
COMMENT ON COLUMN publication_cells.publication IS 'Name of the publication';
COMMENT ON COLUMN publication_cells.basis IS 'declared, confirmed, compensated, excluded or suspected';
COMMENT ON COLUMN publication_cells.provider IS 'Provider';
COMMENT ON COLUMN publication_cells.bank IS 'Bank code';
COMMENT ON COLUMN publication_cells.state IS 'reported, investigating or undisclosed';
COMMENT ON COLUMN publication_cells.cases IS '件数; NULL unless reported (suspected: never NULL)';
COMMENT ON COLUMN publication_cells.yen IS '額, whole yen; NULL unless reported (suspected: never NULL)';
COMMENT ON COLUMN publication_cells.cases_so_far IS '件数 so far, during an open inquiry';
COMMENT ON COLUMN publication_cells.yen_so_far IS '額 so far, whole yen, during an open inquiry';
COMMENT ON COLUMN publication_cells.accounts IS 'Distinct accounts';
COMMENT ON COLUMN publication_cells.charges IS 'Distinct charges that the counted claims name';
COMMENT ON COLUMN publication_cells.prevented_yen IS 'Whole yen held back in time';
COMMENT ON COLUMN publication_cells.recovered_yen IS 'Whole yen got back';
COMMENT ON COLUMN publication_cells.net_yen IS 'yen − prevented_yen − recovered_yen';
COMMENT ON COLUMN publication_cells.first_occurred_at IS 'When the earliest counted damage began';
COMMENT ON COLUMN publication_cells.last_occurred_at IS 'When the latest counted damage ended';
COMMENT ON COLUMN publication_cells.cases_after_stop IS 'Counted claims from the first stop of new links on';
COMMENT ON COLUMN publication_cells.yen_after_stop IS 'Whole yen of these';
COMMENT ON COLUMN publication_cells.links IS '登録口座数 then; NULL: never counted';
COMMENT ON COLUMN publication_cells.cases_per_100k_links IS 'cases for each 100,000 links';
COMMENT ON COLUMN publication_cells.rate_low IS 'Lower bound of its 95 % Wilson interval, for each 100,000 links';
COMMENT ON COLUMN publication_cells.rate_high IS 'Upper bound of its 95 % Wilson interval, for each 100,000 links';
COMMENT ON COLUMN publication_cells.stopped_at IS 'First stop of new links of the rail as known then; NULL: none';

CREATE TABLE publication_claims (
  publication VARCHAR NOT NULL,
  claim VARCHAR NOT NULL,
  counted VARCHAR[] NOT NULL,
  provider VARCHAR NOT NULL,
  bank VARCHAR NOT NULL,
  account VARCHAR NOT NULL,
  status VARCHAR NOT NULL,
  reason VARCHAR,
  yen BIGINT NOT NULL,
  compensation VARCHAR,
  paid_yen BIGINT,
  prevented_yen BIGINT,
  recovered_yen BIGINT,
  occurred_at TIMESTAMPTZ NOT NULL,
  occurred_to TIMESTAMPTZ,
  charges VARCHAR[],
  channel VARCHAR,
  after_stop BOOLEAN NOT NULL,
  first_recorded_at TIMESTAMPTZ NOT NULL,
  words STRUCT(id VARCHAR, event_at TIMESTAMPTZ)[] NOT NULL
);
COMMENT ON TABLE publication_claims IS 'Every claim that was known at a publication, as it was known then, whether it was counted or not';
COMMENT ON COLUMN publication_claims.publication IS 'Name of the publication';
COMMENT ON COLUMN publication_claims.claim IS 'Claim id';
COMMENT ON COLUMN publication_claims.counted IS 'Bases of the publication that counted it; empty: none did';
COMMENT ON COLUMN publication_claims.provider IS 'Provider';
COMMENT ON COLUMN publication_claims.bank IS 'Bank code';
COMMENT ON COLUMN publication_claims.account IS 'Account token';
COMMENT ON COLUMN publication_claims.status IS 'declared, investigating, confirmed or excluded';
COMMENT ON COLUMN publication_claims.reason IS 'Why it was excluded: own-use, relative, duplicate or other';
COMMENT ON COLUMN publication_claims.yen IS 'Whole yen claimed';
COMMENT ON COLUMN publication_claims.compensation IS 'Latest decision: full, partial, refused or pending; NULL: none was known';
COMMENT ON COLUMN publication_claims.paid_yen IS 'Whole yen paid by then; NULL: no decision was known';
COMMENT ON COLUMN publication_claims.prevented_yen IS 'Whole yen held back in time';
COMMENT ON COLUMN publication_claims.recovered_yen IS 'Whole yen got back';
COMMENT ON COLUMN publication_claims.occurred_at IS 'When the damage began';
COMMENT ON COLUMN publication_claims.occurred_to IS 'When the damage ended';
COMMENT ON COLUMN publication_claims.charges IS 'Ids of the charges that it names, sorted and distinct';
COMMENT ON COLUMN publication_claims.channel IS 'Who reported it first: bank, provider, own-detection or police';
COMMENT ON COLUMN publication_claims.after_stop IS 'The damage began at or after the first stop of new links of its rail';
COMMENT ON COLUMN publication_claims.first_recorded_at IS 'When its first revision was recorded';
COMMENT ON COLUMN publication_claims.words IS 'Every revision and compensation known then, in order: what is missing here and yet older than as_of arrived late';
