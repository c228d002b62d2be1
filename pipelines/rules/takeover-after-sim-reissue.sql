-- id: takeover-after-sim-reissue
-- title: SIM再発行後の口座操作 | Account used after its SIM was re-issued
-- on: link, charge
-- entity: account
-- period: 1 day
-- severity: critical
-- phase: always
-- mode: live
-- owner: fraud-analytics
-- runbook: この口座のチャージを保留し、1時間以内にこの電話以外の方法で名義人に連絡し、携帯電話会社に知らせる。 | Hold charges of this account, reach the holder by another way than this phone within the hour, and tell the carrier.
-- reason: SMS・IVR認証の電話番号がSIM再発行から72時間以内(2要素認証は{two_factor})に操作「{operation}」が成功。確認が必要 | {operation} succeeded within 72 hours after the SIM of the account's two-factor phone was re-issued (two-factor {two_factor}); to be checked
SELECT id FROM work
WHERE outcome = 'succeeded'
  AND operation IN ('register', 'change', 'charge')
  AND two_factor = 'void'
