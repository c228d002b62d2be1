-- The totals of damage() on $basis at $as_of: by provider and over all. They add reported cells only.
SELECT
  t.level, t.provider, t.basis, t.cases, t.yen, t.banks, t.providers, t.prevented_yen, t.recovered_yen, t.net_yen,
  t.cases_after_stop, t.yen_after_stop, t.unknown_cells
FROM damage_totals($as_of, $basis) t
WHERE t.level <> 'bank'
ORDER BY t.level DESC, t.provider
