-- Two-factor status of an account as of a time (contract, section 4). Spans are given in hours: a day of TIMESTAMPTZ
-- arithmetic would follow the session's time zone.
--
-- A macro's arguments are put in as they are written, so an alias of the macro's own query that the caller uses too would
-- capture them: aliases inside macros end in an underscore.

-- A re-issued SIM counts against the number unless the owner's own repair went before it: line suspended, credentials
-- changed, line resumed, in that order within the 7 days before. What comes after the re-issue never lifts it.
CREATE OR REPLACE VIEW v_sim_reissues AS
SELECT
  r.id, r.event_at, r.phone, r.person, r.kind, r.carrier,
  EXISTS (
    FROM sims suspended
    JOIN sims changed ON changed.phone = suspended.phone AND changed.event_at > suspended.event_at
    JOIN sims resumed ON resumed.phone = suspended.phone AND resumed.event_at > changed.event_at
    WHERE suspended.phone = r.phone
      AND suspended.status = 'line-suspended'
      AND changed.status = 'credentials-changed'
      AND resumed.status = 'line-resumed'
      AND suspended.event_at >= r.event_at - INTERVAL 168 HOUR
      AND resumed.event_at < r.event_at
  ) AS repaired
FROM sims r
WHERE r.status = 'reissued';
COMMENT ON VIEW v_sim_reissues IS 'Re-issued SIMs, and whether the owner''s own repair went before / 再発行されたSIMと、持ち主自身の修復が先にあったか';
COMMENT ON COLUMN v_sim_reissues.id IS 'Event id of the re-issue / 再発行のイベント番号';
COMMENT ON COLUMN v_sim_reissues.event_at IS 'When the SIM was re-issued / SIMの再発行時刻';
COMMENT ON COLUMN v_sim_reissues.phone IS 'Phone token / 電話番号のトークン';
COMMENT ON COLUMN v_sim_reissues.person IS 'Person token / 人のトークン';
COMMENT ON COLUMN v_sim_reissues.kind IS 'sim, esim or mnp / 種類。sim, esim, mnp';
COMMENT ON COLUMN v_sim_reissues.carrier IS 'Carrier / 通信事業者';
COMMENT ON COLUMN v_sim_reissues.repaired IS 'True: line-suspended, credentials-changed and line-resumed went before, in that order within 7 days / 真なら、その前7日以内に回線停止・認証情報変更・回線再開がこの順であった';

CREATE OR REPLACE MACRO two_factor_word(key, t) AS (
  SELECT max_by({status: word_.status, method: word_.method, phone: word_.phone}, {since: word_.event_at, id: word_.id})
  FROM two_factors word_
  WHERE word_.account_key = key AND word_.event_at <= t
);
COMMENT ON MACRO two_factor_word IS 'The latest word on an account''s second factor at t: {status, method, phone}; NULL without one';

-- Re-issues that count, by phone, for a join: a handful of instants each.
CREATE OR REPLACE VIEW voiding_reissues AS
SELECT phone, list(event_at) AS instants FROM v_sim_reissues WHERE NOT repaired GROUP BY phone;
COMMENT ON VIEW voiding_reissues IS 'Instants of the SIM re-issues of a phone that its owner did not make as a repair';
COMMENT ON COLUMN voiding_reissues.phone IS 'Phone token';
COMMENT ON COLUMN voiding_reissues.instants IS 'When its SIM was re-issued, unrepaired';

CREATE OR REPLACE MACRO reissued_within(instants, t) AS
  len(list_filter(instants, lambda r: r <= t AND r > t - INTERVAL 72 HOUR)) > 0;
COMMENT ON MACRO reissued_within IS 'Does one of these re-issues fall into the 72 hours up to t';

CREATE OR REPLACE MACRO two_factor_status(status, method, reissued) AS CASE
  WHEN status IS NULL THEN 'unknown'
  WHEN status = 'withdrawn' THEN 'not-enrolled'
  WHEN method IN ('sms', 'ivr') AND reissued THEN 'void'
  ELSE 'enrolled'
END;
COMMENT ON MACRO two_factor_status IS 'What the latest word means (NULL without one), given whether its phone was re-issued, unrepaired, in the 72 hours before: enrolled, not-enrolled, unknown or void';

CREATE OR REPLACE MACRO two_factor_at(account, t) AS (
  SELECT two_factor_status(asked_.word['status'], asked_.word['method'], reissued_within(voiding_.instants, asked_.t))
  FROM (SELECT two_factor_word(md5_number_lower(account), t::TIMESTAMPTZ) AS word, t::TIMESTAMPTZ AS t) asked_
  LEFT JOIN voiding_reissues voiding_ ON voiding_.phone = asked_.word['phone']
);
COMMENT ON MACRO two_factor_at IS 'Two-factor status of an account at a time, as a value: enrolled, not-enrolled, unknown or void / ある時点の口座の2要素認証の状態(値)。登録済み・未登録・不明・無効';

CREATE OR REPLACE MACRO two_factor_at(account, t) AS TABLE
  SELECT two_factor_at(account, t) AS two_factor;
COMMENT ON MACRO TABLE two_factor_at IS 'Two-factor status of an account at a time, as a table of one row / ある時点の口座の2要素認証の状態(1行の表)
two_factor: enrolled, not-enrolled, unknown or void (after a SIM re-issue) / 登録済み・未登録・不明・無効(SIM再発行後)';
