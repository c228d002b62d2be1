-- 要確認: what open live alerts of severity high or critical saw and no claim known at $as_of explains, by provider. A case
-- is an account. Never added to the damage: most of it may be ordinary use.
SELECT provider, cases, yen, banks
FROM damage_by_provider($as_of, 'suspected')
WHERE cases > 0
ORDER BY yen DESC, cases DESC, provider
