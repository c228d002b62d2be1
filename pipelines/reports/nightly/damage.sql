-- damage() of every cell on every basis, as known at $as_of: one row for each provider × bank × basis.
WITH all_cells AS (
  FROM damage_cells($as_of)
)
SELECT
  d.provider, d.bank, d.basis, d.state, d.cases, d.yen, d.cases_so_far, d.yen_so_far, d.accounts, d.charges,
  d.prevented_yen, d.recovered_yen, d.net_yen, d.cases_after_stop, d.yen_after_stop, d.links,
  d.cases_per_100k_links AS rate, d.rate_low, d.rate_high
FROM damage_of('all_cells', $as_of, ['declared', 'confirmed', 'compensated', 'excluded', 'suspected']) d
ORDER BY d.provider, d.bank, d.basis
