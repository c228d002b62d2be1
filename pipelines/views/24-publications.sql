-- 公表: what was published, for analysts. The tables only grow, and nothing is computed here.

CREATE OR REPLACE VIEW v_publications AS
SELECT name, as_of, bases, channels, corrects, published_at, text FROM publications ORDER BY seq;
COMMENT ON VIEW v_publications IS '公表: every publication, in the order of publishing';
COMMENT ON COLUMN v_publications.name IS 'Name, unique';
COMMENT ON COLUMN v_publications.as_of IS 'As-of time of its figures';
COMMENT ON COLUMN v_publications.bases IS 'Bases that stand side by side in it';
COMMENT ON COLUMN v_publications.channels IS 'For each of the bases the channels that it counts, such as bank,police; an empty text: all';
COMMENT ON COLUMN v_publications.corrects IS 'Name of the publication that this one corrects; NULL: it corrects none';
COMMENT ON COLUMN v_publications.published_at IS 'When it was kept, by the clock of the machine';
COMMENT ON COLUMN v_publications.text IS 'The text as it was published, byte for byte';

CREATE OR REPLACE VIEW v_publication_cells AS
FROM publication_cells
ORDER BY publication, basis, provider, bank;
COMMENT ON VIEW v_publication_cells IS '公表の数字: every cell of every publication, with the columns of damage() as they were then';
COMMENT ON COLUMN v_publication_cells.publication IS 'Name of the publication';
COMMENT ON COLUMN v_publication_cells.basis IS 'declared, confirmed, compensated, excluded or suspected';
COMMENT ON COLUMN v_publication_cells.provider IS 'Provider';
COMMENT ON COLUMN v_publication_cells.bank IS 'Bank code';
COMMENT ON COLUMN v_publication_cells.state IS 'reported, investigating or undisclosed';
COMMENT ON COLUMN v_publication_cells.cases IS '件数; NULL unless reported (suspected: never NULL)';
COMMENT ON COLUMN v_publication_cells.yen IS '額, whole yen; NULL unless reported (suspected: never NULL)';
COMMENT ON COLUMN v_publication_cells.cases_so_far IS '件数 so far, during an open inquiry';
COMMENT ON COLUMN v_publication_cells.yen_so_far IS '額 so far, whole yen, during an open inquiry';
COMMENT ON COLUMN v_publication_cells.accounts IS 'Distinct accounts';
COMMENT ON COLUMN v_publication_cells.charges IS 'Distinct charges that the counted claims name';
COMMENT ON COLUMN v_publication_cells.prevented_yen IS 'Whole yen held back in time';
COMMENT ON COLUMN v_publication_cells.recovered_yen IS 'Whole yen got back';
COMMENT ON COLUMN v_publication_cells.net_yen IS 'yen − prevented_yen − recovered_yen';
COMMENT ON COLUMN v_publication_cells.first_occurred_at IS 'When the earliest counted damage began';
COMMENT ON COLUMN v_publication_cells.last_occurred_at IS 'When the latest counted damage ended';
COMMENT ON COLUMN v_publication_cells.cases_after_stop IS 'Counted claims from the first stop of new links on';
COMMENT ON COLUMN v_publication_cells.yen_after_stop IS 'Whole yen of these';
COMMENT ON COLUMN v_publication_cells.links IS '登録口座数 then; NULL: never counted';
COMMENT ON COLUMN v_publication_cells.cases_per_100k_links IS 'cases for each 100,000 links';
COMMENT ON COLUMN v_publication_cells.rate_low IS 'Lower bound of its 95 % Wilson interval, for each 100,000 links';
COMMENT ON COLUMN v_publication_cells.rate_high IS 'Upper bound of its 95 % Wilson interval, for each 100,000 links';
COMMENT ON COLUMN v_publication_cells.stopped_at IS 'First stop of new links of the rail as known then; NULL: none';

CREATE OR REPLACE VIEW v_publication_claims AS
FROM publication_claims
ORDER BY publication, claim;
COMMENT ON VIEW v_publication_claims IS '公表の根拠: every claim that was known at a publication, as it was known then';
COMMENT ON COLUMN v_publication_claims.publication IS 'Name of the publication';
COMMENT ON COLUMN v_publication_claims.claim IS 'Claim id';
COMMENT ON COLUMN v_publication_claims.counted IS 'Bases of the publication that counted it; empty: none did';
COMMENT ON COLUMN v_publication_claims.provider IS 'Provider';
COMMENT ON COLUMN v_publication_claims.bank IS 'Bank code';
COMMENT ON COLUMN v_publication_claims.account IS 'Account token';
COMMENT ON COLUMN v_publication_claims.status IS 'declared, investigating, confirmed or excluded';
COMMENT ON COLUMN v_publication_claims.reason IS 'Why it was excluded: own-use, relative, duplicate or other';
COMMENT ON COLUMN v_publication_claims.yen IS 'Whole yen claimed';
COMMENT ON COLUMN v_publication_claims.compensation IS 'Latest decision: full, partial, refused or pending; NULL: none was known';
COMMENT ON COLUMN v_publication_claims.paid_yen IS 'Whole yen paid by then; NULL: no decision was known';
COMMENT ON COLUMN v_publication_claims.prevented_yen IS 'Whole yen held back in time';
COMMENT ON COLUMN v_publication_claims.recovered_yen IS 'Whole yen got back';
COMMENT ON COLUMN v_publication_claims.occurred_at IS 'When the damage began';
COMMENT ON COLUMN v_publication_claims.occurred_to IS 'When the damage ended';
COMMENT ON COLUMN v_publication_claims.charges IS 'Ids of the charges that it names, sorted and distinct';
COMMENT ON COLUMN v_publication_claims.channel IS 'Who reported it first: bank, provider, own-detection or police';
COMMENT ON COLUMN v_publication_claims.after_stop IS 'The damage began at or after the first stop of new links of its rail';
COMMENT ON COLUMN v_publication_claims.first_recorded_at IS 'When its first revision was recorded';
COMMENT ON COLUMN v_publication_claims.words IS 'Every revision and compensation known then, in order: what is missing here and yet older than as_of arrived late';
