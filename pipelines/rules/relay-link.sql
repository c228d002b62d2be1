-- id: relay-link
-- title: 中継の疑いがある登録の直後のチャージ | Charged soon after a link that looks relayed
-- on: charge
-- entity: account
-- period: 1 day
-- severity: high
-- phase: charge
-- mode: live
-- owner: fraud-analytics
-- runbook: この口座の以後のチャージを保留して名義人に電話し、誰かに認証番号を読み上げさせられなかったか確認する。 | Hold further charges of this account and call the holder: ask whether somebody made them read out a code.
-- reason: ワンタイムパスワードまたは電話認証による登録で、接続元がデータセンター・VPN・海外、または銀行側と事業者側の端末・IPが不一致。{relayed_link_minutes_24h}分後にチャージ(基準{within_minutes}分以内)。確認が必要 | Charged {relayed_link_minutes_24h} minutes (threshold {within_minutes}) after a link by a code or a call from a data centre, a VPN or abroad, or with another device or network at the bank than at the provider; to be checked
SELECT id FROM work
WHERE outcome = 'succeeded'
  AND provider_links_24h >= 1
  AND relayed_link_minutes_24h <= $within_minutes
