-- id: reverse-brute-force
-- title: 同一IPからの総当たり(リバースブルートフォース)の疑い | Many accounts tried from one ip
-- on: link
-- entity: ip
-- period: 1 day
-- severity: high
-- phase: link
-- mode: live
-- owner: fraud-analytics
-- runbook: 1時間以内にこのIPの遮断を事業者に依頼し、このIPと端末から成立した登録を本日中にすべて調べる。 | Have the provider block the ip within the hour; check every link that succeeded from it or its device today.
-- reason: 10分間に{ip_failed_accounts_10m}口座(基準{accounts_min})で照合失敗、登録{ip_links_10m}件中{ip_failed_links_10m}件が失敗。確認が必要 | {ip_failed_accounts_10m} accounts failed (threshold {accounts_min}) in 10 minutes, {ip_failed_links_10m} of {ip_links_10m} links failed; to be checked
-- Typos behind one carrier's address fail seldom: the share keeps them quiet.
SELECT id FROM work
WHERE outcome = 'failed'
  AND reason IN ('pin', 'name', 'birthdate')
  AND ip_failed_accounts_10m >= $accounts_min
  AND ip_failed_links_10m >= $failed_share_min * ip_links_10m
