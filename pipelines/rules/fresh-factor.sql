-- id: fresh-factor
-- title: 2要素認証の登録・変更直後の口座登録とチャージ | Linked and charged soon after its two-factor was set up
-- on: charge
-- entity: account
-- period: 1 day
-- severity: high
-- phase: charge
-- mode: live
-- owner: fraud-analytics
-- runbook: この口座の以後のチャージを保留し、銀行が以前から知る番号で、2要素認証を設定した人を名義人に確認する。 | Hold further charges of this account and ask the holder, by a number that the bank knew before, who set up the two-factor.
-- reason: 2要素認証の登録・変更から{factor_to_link_minutes}分で初回登録、その後60分以内に計{provider_yen_1h}円のチャージ(基準{yen_min}円)。確認が必要 | First linked {factor_to_link_minutes} minutes after its two-factor was set up or changed, then {provider_yen_1h} yen within an hour (threshold {yen_min} yen); to be checked
-- Whoever has the passbook data enrols a phone of their own first: an enrolment is no proof while it is this young.
SELECT id FROM work
WHERE outcome = 'succeeded'
  AND minutes_since_link <= $within_minutes
  AND provider_yen_1h >= $yen_min
  AND factor_to_link_minutes < 60 * $factor_age_hours_min
