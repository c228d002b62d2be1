-- id: weakened-then-charged
-- title: 保護が弱められた直後のチャージ | Charged soon after its protection was weakened
-- on: charge
-- entity: account
-- period: 1 day
-- severity: high
-- phase: charge
-- mode: live
-- owner: fraud-analytics
-- runbook: この口座の以後のチャージを保留し、2要素認証を解除した、または限度額を引き上げた人を名義人に確認する。 | Hold further charges of this account, and ask the holder who withdrew the two-factor or raised the limit.
-- reason: 2要素認証の解除または限度額の引き上げから24時間以内に計{weakened_yen_24h}円(ウォレットの限度額では{wallet_raised_yen_24h}円)のチャージ(基準{yen_min}円)。確認が必要 | {weakened_yen_24h} yen charged within 24 hours after two-factor was withdrawn or a limit raised ({wallet_raised_yen_24h} yen after one of the wallet; threshold {yen_min} yen); to be checked
SELECT id FROM work
WHERE outcome = 'succeeded'
  AND account_yen_24h >= $yen_min
  AND (weakened_yen_24h >= $yen_min OR wallet_raised_yen_24h >= $yen_min)
