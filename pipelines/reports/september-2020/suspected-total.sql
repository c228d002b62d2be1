-- 要確認 over all providers at $as_of; an account of two providers counts once.
SELECT cases, yen, providers, banks
FROM damage_total($as_of, 'suspected')
