-- id: success-after-spray
-- title: 総当たりの後の登録成功 | A link succeeds after many accounts failed
-- on: link
-- entity: device, ip
-- period: 1 day
-- severity: critical
-- phase: link
-- mode: live
-- owner: fraud-analytics
-- runbook: この口座のチャージを直ちに保留して名義人に電話する。端末またはIPの遮断と、本日の全登録の確認を事業者に依頼する。 | Hold charges of this account at once and call the holder; have the provider block the device or ip and check all that it linked today.
-- reason: 24時間に他の口座で照合失敗(端末{device_other_failed_accounts_24h}口座、IP {ip_other_failed_accounts_24h}口座、基準{accounts_min})した後に登録が成功。確認が必要 | A link succeeds after other accounts failed within 24 hours: {device_other_failed_accounts_24h} by the device, {ip_other_failed_accounts_24h} by the ip (threshold {accounts_min}); to be checked
-- Thousands share one address of a mobile carrier, and some of them mistype: such an address counts only by its device.
SELECT id, 'device' AS entity FROM work
WHERE outcome = 'succeeded' AND operation IN ('register', 'change')
  AND device_other_failed_accounts_24h >= $accounts_min
  AND device_failed_links_24h >= $failed_share_min * device_links_24h
UNION ALL
SELECT id, 'ip' AS entity FROM work
WHERE outcome = 'succeeded' AND operation IN ('register', 'change')
  AND network IS DISTINCT FROM 'mobile'
  AND ip_other_failed_accounts_24h >= $accounts_min
  AND ip_failed_links_24h >= $failed_share_min * ip_links_24h
