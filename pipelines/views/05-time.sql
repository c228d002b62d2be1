-- Japan Standard Time as a fixed offset of 9 hours. A zone by name would bring back the summer time of 1948 to 1951, and
-- with it other days than those of the contract.

CREATE OR REPLACE MACRO to_jst(t) AS make_timestamp(epoch_us(t) + 32400000000);
COMMENT ON MACRO to_jst IS 'The wall clock in Japan at an instant: TIMESTAMPTZ to TIMESTAMP / ある時刻の日本の時計。TIMESTAMPTZからTIMESTAMPへ';

CREATE OR REPLACE MACRO from_jst(clock) AS make_timestamptz(epoch_us(clock) - 32400000000);
COMMENT ON MACRO from_jst IS 'The instant at which the wall clock in Japan shows this: TIMESTAMP to TIMESTAMPTZ / 日本の時計がこれを示す時刻。TIMESTAMPからTIMESTAMPTZへ';

CREATE OR REPLACE MACRO jst_text(t) AS
  strftime(to_jst(t), '%Y-%m-%dT%H:%M:%S')
  || CASE WHEN epoch_us(t) % 1000000 = 0 THEN '' ELSE rtrim(strftime(to_jst(t), '.%f'), '0') END
  || '+09:00';
COMMENT ON MACRO jst_text IS 'An instant as RFC 3339 in Japan, with a fraction only where there is one / 時刻を日本時間のRFC 3339で書く。小数はある場合のみ';
