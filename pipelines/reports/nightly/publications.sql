-- What was published from this ledger of moments up to $as_of, oldest first.
SELECT p.name, p.as_of, p.bases, p.corrects
FROM publications p
WHERE p.as_of <= $as_of::TIMESTAMPTZ
ORDER BY p.as_of, p.seq
