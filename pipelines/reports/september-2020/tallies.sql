-- The damage of every provider × bank as it was declared at $as_of: the ledger's own tally, and nothing else, is printed.
SELECT provider, bank, basis, as_of, state, cases, yen, cases_so_far, yen_so_far
FROM damage($as_of, 'declared')
ORDER BY provider, bank
