-- id: refused-already-linked
-- title: 登録済みを理由とする拒否の繰り返し | Refused again and again as already linked
-- on: link
-- entity: wallet, device
-- period: 1 day
-- severity: medium
-- phase: link
-- mode: live
-- owner: fraud-analytics
-- runbook: このウォレットまたは端末を本日中に調べるよう事業者に依頼する。他人が登録済みの口座を試している。 | Have the provider look at this wallet or device today: it tries accounts that others have linked.
-- reason: 24時間に登録済みとして拒否された口座: ウォレット{wallet_already_linked_24h}件・端末{device_already_linked_24h}件(基準{accounts_min})。確認が必要 | Refused as already linked in 24 hours: {wallet_already_linked_24h} accounts by the wallet, {device_already_linked_24h} by the device (threshold {accounts_min}); to be checked
SELECT id, 'wallet' AS entity FROM work
WHERE outcome = 'refused' AND reason = 'already-linked' AND wallet_already_linked_24h >= $accounts_min
UNION ALL
SELECT id, 'device' AS entity FROM work
WHERE outcome = 'refused' AND reason = 'already-linked' AND device_already_linked_24h >= $accounts_min
