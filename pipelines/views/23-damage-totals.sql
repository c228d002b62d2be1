-- Totals of the tallies of 22-damage.sql. They add reported cells only, are NULL where no cell is reported, and say in
-- unknown_cells how many cells they had to leave out: read a total together with it. (suspected: every cell counts.)

CREATE OR REPLACE MACRO distinct_length(lists) AS
  len(list_distinct(flatten(list(lists) FILTER (lists IS NOT NULL))))::BIGINT;
COMMENT ON MACRO distinct_length IS 'Aggregate: how many distinct values the lists of a group hold together; NULL where it has no list';

-- All totals are made here, so that they cannot disagree. An account or a charge of several cells is counted once.
CREATE OR REPLACE MACRO damage_totals(as_of, basis, channels := NULL) AS TABLE
SELECT
  CASE WHEN grouping(d.provider) = 0 THEN 'provider' WHEN grouping(d.bank) = 0 THEN 'bank' ELSE 'all' END AS level,
  d.provider, d.bank, known_basis(basis) AS basis, as_of::TIMESTAMPTZ AS as_of,
  sum(d.cases)::BIGINT AS cases,
  sum(d.yen)::BIGINT AS yen,
  CASE WHEN count(d.cases) > 0 THEN count(DISTINCT d.provider) FILTER (d.cases > 0) END AS providers,
  CASE WHEN count(d.cases) > 0 THEN count(DISTINCT d.bank) FILTER (d.cases > 0) END AS banks,
  distinct_length(d.account_tokens) AS accounts,
  distinct_length(d.charge_ids) AS charges,
  sum(d.prevented_yen)::BIGINT AS prevented_yen,
  sum(d.recovered_yen)::BIGINT AS recovered_yen,
  sum(d.net_yen)::BIGINT AS net_yen,
  sum(d.cases_after_stop)::BIGINT AS cases_after_stop,
  sum(d.yen_after_stop)::BIGINT AS yen_after_stop,
  count(*) - count(d.cases) AS unknown_cells
FROM damage_details(as_of, basis, channels := channels) d
GROUP BY GROUPING SETS ((d.provider), (d.bank), ());
COMMENT ON MACRO TABLE damage_totals IS 'The totals of damage at three levels: provider, bank and all';

CREATE OR REPLACE MACRO damage_by_provider(as_of, basis, channels := NULL) AS TABLE
SELECT
  t.provider, t.basis, t.as_of, t.cases, t.yen, t.banks, t.accounts, t.charges, t.prevented_yen, t.recovered_yen,
  t.net_yen, t.cases_after_stop, t.yen_after_stop, t.unknown_cells
FROM damage_totals(as_of, basis, channels := channels) t
WHERE t.level = 'provider'
ORDER BY t.provider;
COMMENT ON MACRO TABLE damage_by_provider IS '事業者別: damage added up over the reported banks of each provider; arguments as damage / 事業者別の被害。公表済みの銀行の合計
columns as damage_total';

CREATE OR REPLACE MACRO damage_by_bank(as_of, basis, channels := NULL) AS TABLE
SELECT
  t.bank, t.basis, t.as_of, t.cases, t.yen, t.providers, t.accounts, t.charges, t.prevented_yen, t.recovered_yen,
  t.net_yen, t.cases_after_stop, t.yen_after_stop, t.unknown_cells
FROM damage_totals(as_of, basis, channels := channels) t
WHERE t.level = 'bank'
ORDER BY t.bank;
COMMENT ON MACRO TABLE damage_by_bank IS '銀行別: damage added up over the reported providers of each bank; arguments as damage / 銀行別の被害。公表済みの事業者の合計
columns as damage_total';

CREATE OR REPLACE MACRO damage_total(as_of, basis, channels := NULL) AS TABLE
SELECT
  t.basis, t.as_of, t.cases, t.yen, t.providers, t.banks, t.accounts, t.charges, t.prevented_yen, t.recovered_yen,
  t.net_yen, t.cases_after_stop, t.yen_after_stop, t.unknown_cells
FROM damage_totals(as_of, basis, channels := channels) t
WHERE t.level = 'all';
COMMENT ON MACRO TABLE damage_total IS '合計: damage added up over all reported cells, always one row; arguments as damage / 合計。公表済みのセルの合計で、常に1行
columns as damage
cases: 件数, added up over the reported cells; NULL where none is (suspected: never NULL) / 公表済みのセルの件数の合計。公表済みがなければNULL(suspectedはNULLにならない)
yen: 額, whole yen, added up over the reported cells; NULL where none is (suspected: never NULL) / 公表済みのセルの額(円)の合計。公表済みがなければNULL
accounts: Distinct accounts of all counted cells: one of several cells counts once / 数えたセル全体の口座数(重複なし)
charges: Distinct charges of all counted cells: one of several cells counts once / 数えたセル全体のチャージ件数(重複なし)
providers: How many providers have a counted case / 1件以上数えた事業者の数
banks: How many banks have a counted case (銀行数) / 1件以上数えた銀行の数(銀行数)
unknown_cells: How many cells are not known, and so not counted / 不明のため数えなかったセルの数';
