-- The damage tallies (contract, section 6): damage(as_of, basis, channels := NULL) and its totals.
--
--   FROM damage('2020-09-15T23:59:59.999999+09:00', 'declared');
--   FROM damage_by_provider('2020-09-15T00:00:00+09:00', 'declared', channels := ['bank']);
--
-- Unknown is not zero: a figure is NULL unless its cell is reported, and totals add reported cells only.

CREATE OR REPLACE MACRO figure(shown, counted) AS CASE WHEN shown THEN coalesce(counted, 0)::BIGINT END;
COMMENT ON MACRO figure IS 'What was counted, 0 where nothing was; NULL where it must not be shown';

-- Cells with the tokens behind their distinct counts, so that totals can count an account of two cells once. Several
-- bases are answered together, since most of the work is the same for all.
CREATE OR REPLACE MACRO damage_details_of(cells, as_of, bases, channels := NULL) AS TABLE
-- Materialized, so that an unknown basis is an error on an empty database too.
WITH asked AS MATERIALIZED (
  SELECT as_of::TIMESTAMPTZ AS as_of, known_basis(b.basis) AS basis FROM (SELECT unnest(bases) AS basis) b
),
claimed AS (
  SELECT
    c.provider, c.bank, a.basis,
    count(*) AS cases,
    sum(counted_yen(a.basis, c.yen, c.paid_yen)) AS yen,
    list_distinct(list(c.account)) AS account_tokens,
    list_distinct(flatten(list(c.charges) FILTER (c.charges IS NOT NULL))) AS charge_ids,
    sum(coalesce(c.prevented_yen, 0)) AS prevented_yen,
    sum(coalesce(c.recovered_yen, 0)) AS recovered_yen,
    min(c.occurred_at) AS first_occurred_at,
    max(coalesce(c.occurred_to, c.occurred_at)) AS last_occurred_at,
    count(*) FILTER (c.after_stop) AS cases_after_stop,
    sum(counted_yen(a.basis, c.yen, c.paid_yen)) FILTER (c.after_stop) AS yen_after_stop
  FROM claims_and_stops(as_of) c
  JOIN asked a ON is_counted(a.basis, c.status, c.compensation)
  SEMI JOIN query_table(cells) n ON n.provider = c.provider AND n.bank = c.bank
  -- Nobody who asks for suspicions alone waits for the claims.
  WHERE bases <> ['suspected'] AND is_of_channels(c.channel, channels)
  GROUP BY c.provider, c.bank, a.basis
),
-- A case of suspicion is an account. What only claims can say (prevented, recovered, occurred) stays NULL.
suspected AS (
  SELECT
    e.provider, e.bank, 'suspected' AS basis,
    len(list_distinct(list(e.account))) AS cases,
    sum(e.yen) AS yen,
    list_distinct(list(e.account)) AS account_tokens,
    list(e.event_id) FILTER (e.yen IS NOT NULL) AS charge_ids
  FROM suspected_events_of(cells, as_of) e
  WHERE list_contains(bases, 'suspected')
  GROUP BY e.provider, e.bank
),
counted AS (
  FROM claimed UNION ALL BY NAME FROM suspected
),
tallies AS (
  SELECT
    d.provider, d.bank, a.basis, a.as_of, d.state, d.links,
    a.basis = 'suspected' OR d.state = 'reported' AS shown,
    a.basis <> 'suspected' AND d.state = 'reported' AS claims_shown,
    a.basis <> 'suspected' AND d.state = 'investigating' AS under_way,
    n.* EXCLUDE (provider, bank, basis)
  FROM query_table(cells) d
  CROSS JOIN asked a
  LEFT JOIN counted n ON n.provider = d.provider AND n.bank = d.bank AND n.basis = a.basis
)
SELECT
  d.provider, d.bank, d.basis, d.as_of, d.state,
  figure(d.shown, d.cases) AS cases,
  figure(d.shown, d.yen) AS yen,
  figure(d.under_way, d.cases) AS cases_so_far,
  figure(d.under_way, d.yen) AS yen_so_far,
  figure(d.shown, len(d.account_tokens)) AS accounts,
  figure(d.shown, len(d.charge_ids)) AS charges,
  figure(d.claims_shown, d.prevented_yen) AS prevented_yen,
  figure(d.claims_shown, d.recovered_yen) AS recovered_yen,
  figure(d.claims_shown, d.yen - d.prevented_yen - d.recovered_yen) AS net_yen,
  d.first_occurred_at, d.last_occurred_at,
  figure(d.claims_shown, d.cases_after_stop) AS cases_after_stop,
  figure(d.claims_shown, d.yen_after_stop) AS yen_after_stop,
  d.links,
  CASE WHEN d.shown THEN coalesce(d.account_tokens, []) END AS account_tokens,
  CASE WHEN d.shown THEN coalesce(d.charge_ids, []) END AS charge_ids
FROM tallies d;
COMMENT ON MACRO TABLE damage_details_of IS 'damage_details of the cells of a table (by its name, with the columns of damage_cells) on each of a list of bases';

CREATE OR REPLACE MACRO damage_details(as_of, basis, channels := NULL) AS TABLE
WITH all_cells AS (
  FROM damage_cells(as_of)
)
FROM damage_details_of('all_cells', as_of, [basis], channels := channels);
COMMENT ON MACRO TABLE damage_details IS 'The tally of each provider × bank with the distinct account tokens and charge ids behind it; the ground of damage and its totals';

-- A rate needs a base: none without a count of links, with no link, or with more cases than links (then one of the two
-- is wrong). Its bounds are of the 95 % Wilson interval, in the unit of cases_per_100k_links.
CREATE OR REPLACE MACRO damage_of(cells, as_of, bases, channels := NULL) AS TABLE
WITH details AS (
  SELECT t.*, CASE WHEN t.links > 0 AND t.cases <= t.links THEN t.links END AS rate_base
  FROM damage_details_of(cells, as_of, bases, channels := channels) t
)
SELECT
  d.* EXCLUDE (account_tokens, charge_ids, rate_base),
  d.cases * 100000.0::DOUBLE / d.rate_base AS cases_per_100k_links,
  100000 * wilson_bound(d.cases, d.rate_base, (-1.959963984540054)::DOUBLE) AS rate_low,
  100000 * wilson_bound(d.cases, d.rate_base, 1.959963984540054::DOUBLE) AS rate_high
FROM details d;
COMMENT ON MACRO TABLE damage_of IS 'damage of the cells of a table (by its name, with the columns of damage_cells) on each of a list of bases';

CREATE OR REPLACE MACRO damage(as_of, basis, channels := NULL) AS TABLE
WITH all_cells AS (
  FROM damage_cells(as_of)
)
FROM damage_of('all_cells', as_of, [basis], channels := channels)
ORDER BY provider, bank;
COMMENT ON MACRO TABLE damage IS '被害件数・被害額 per provider × bank as known at as_of. basis: declared, confirmed, compensated, excluded or suspected; channels: who reported it first, such as [''bank''], NULL for all / as_of時点で分かっていた事業者×銀行ごとの被害件数・被害額。stateがreportedでなければNULL(未公表・調査中)、不明は0ではない
columns as v_publication_cells
as_of: The moment that was asked for / 求めた基準時刻';
