-- id: shared-ring
-- title: 口座・ウォレット・端末でつながる集団 | A ring of accounts joined by wallets and devices
-- on: sweep
-- every: 1 day
-- span: 30 days
-- reads: link, charge, holder
-- fires: link
-- together: 28 days
-- entity: ring
-- period: 1 day
-- severity: high
-- phase: link
-- mode: live
-- owner: fraud-analytics
-- runbook: 口座をつなぐ経路を見て、経路上のウォレットの保全を事業者に依頼し、最後に登録された口座の名義人に電話する。 | Look at the path that joins the accounts; ask the providers to hold the wallets on it, and call the holders of the accounts that were linked last.
-- reason: 30日間に{accounts}口座・{holders}名義(基準{accounts_min}口座・{holders_min}名義)が{wallets}ウォレット・{devices}端末でつながる。つながりの例: {path}。確認が必要 | {accounts} accounts of {holders} holders (thresholds {accounts_min} and {holders_min}) were joined by {wallets} wallets and {devices} devices in 30 days, for example {path}; to be checked
-- A ring is a connected group: an account is joined to the wallets and devices that it was linked or charged with. It is
-- named after its smallest account, and fires on the links of the day. Two people with three accounts each on one tablet
-- are a household: accounts of unknown holder count as holders of their own. Each day has rings of its own, over the 30
-- days up to its end.
WITH RECURSIVE used AS (
  SELECT account, wallet, device, event_at FROM v_links WHERE outcome = 'succeeded' AND operation IN ('register', 'change')
  UNION ALL SELECT account, wallet, device, event_at FROM v_charges WHERE outcome = 'succeeded'
),
-- A wallet or device of one account joins nothing.
wallets AS (
  SELECT wallet FROM used GROUP BY wallet HAVING count(DISTINCT account) > 1
),
devices AS (
  SELECT device FROM used WHERE device IS NOT NULL GROUP BY device HAVING count(DISTINCT account) > 1
),
linking AS (
  SELECT 'a ' || account AS here, 'w ' || wallet AS there, event_at FROM used SEMI JOIN wallets USING (wallet)
  UNION ALL SELECT 'a ' || account, 'd ' || device, event_at FROM used SEMI JOIN devices USING (device)
),
shared AS (
  SELECT DISTINCT here, there FROM linking
),
pairs AS (
  FROM shared UNION ALL SELECT there AS here, here AS there FROM shared
),
fresh AS (
  SELECT id, account, since, since + INTERVAL 24 HOUR AS until
  FROM (
    SELECT
      id, account,
      make_timestamptz(epoch_us($from) + 86400000000 * ((epoch_us(event_at) - epoch_us($from)) // 86400000000)) AS since
    FROM v_links
    WHERE event_at >= $from AND snapshot IS NOT TRUE AND outcome = 'succeeded' AND operation IN ('register', 'change')
  )
),
days AS (
  SELECT DISTINCT until FROM fresh
),
-- All that can be reached over all of the days, under the smallest place from which it is reached: what is no ring there
-- is none on any day. An account that shares nothing is in no ring of two or more.
near (place, label) USING KEY (place) AS (
  SELECT DISTINCT s.here, s.here FROM shared s SEMI JOIN fresh f ON s.here = 'a ' || f.account
  UNION
  SELECT e.there, min(n.label)
  FROM near n JOIN pairs e ON e.here = n.place LEFT JOIN recurring.near known ON known.place = e.there
  WHERE known.place IS NULL OR n.label < known.label
  GROUP BY e.there
),
likely AS (
  SELECT n.place FROM near n SEMI JOIN (
    SELECT label FROM near GROUP BY label HAVING count(*) FILTER (place LIKE 'a %') >= $accounts_min
  ) g ON g.label = n.label
),
joined AS (
  SELECT until, here, there FROM (
    SELECT DISTINCT d.until, s.here, s.there
    FROM (SELECT n.* FROM linking n SEMI JOIN likely l ON l.place = n.here) s
    JOIN days d ON s.event_at < d.until AND s.event_at >= d.until - INTERVAL 720 HOUR
  ) QUALIFY count(*) OVER (PARTITION BY until, there) > 1
),
edges AS (
  FROM joined UNION ALL SELECT until, there AS here, here AS there FROM joined
),
-- All that can be reached from the links of a day, within its 30 days.
reached (until, place, label) USING KEY (until, place) AS (
  SELECT DISTINCT f.until, l.place, l.place FROM fresh f JOIN likely l ON l.place = 'a ' || f.account
  UNION
  SELECT e.until, e.there, min(r.label)
  FROM reached r
  JOIN edges e ON e.until = r.until AND e.here = r.place
  LEFT JOIN recurring.reached known ON known.until = e.until AND known.place = e.there
  WHERE known.place IS NULL OR r.label < known.label
  GROUP BY e.until, e.there
),
groups AS (
  SELECT
    until, label, min(place) FILTER (place LIKE 'a %') AS start, count(*) FILTER (place LIKE 'a %') AS accounts,
    count(*) FILTER (place LIKE 'w %') AS wallets, count(*) FILTER (place LIKE 'd %') AS devices
  FROM reached GROUP BY until, label HAVING count(*) FILTER (place LIKE 'a %') >= $accounts_min
),
members AS (
  SELECT r.until, r.label, substr(r.place, 3) AS account
  FROM reached r SEMI JOIN groups g ON g.until = r.until AND g.label = r.label
  WHERE r.place LIKE 'a %'
),
people AS (
  SELECT
    m.until, m.label,
    count(DISTINCT coalesce(holder_at(md5_number_lower(m.account), m.until - INTERVAL 1 MICROSECOND), m.account)) AS holders
  FROM members m GROUP BY m.until, m.label
),
rings AS (
  SELECT g.*, p.holders FROM groups g JOIN people p ON p.until = g.until AND p.label = g.label
  WHERE p.holders >= $holders_min
),
-- The shortest way from the ring's smallest account to each place, and of equally short ones the smallest.
ways (until, place, way) USING KEY (until, place) AS (
  SELECT until, start, substr(start, 3) FROM rings
  UNION
  SELECT e.until, e.there, min(w.way || ' → ' || substr(e.there, 3))
  FROM ways w
  JOIN edges e ON e.until = w.until AND e.here = w.place
  LEFT JOIN recurring.ways known ON known.until = e.until AND known.place = e.there
  WHERE known.place IS NULL
  GROUP BY e.until, e.there
)
SELECT f.id, substr(g.start, 3) AS entity, g.accounts, g.holders, g.wallets, g.devices, w.way AS path
FROM fresh f
JOIN reached r ON r.until = f.until AND r.place = 'a ' || f.account
JOIN rings g ON g.until = r.until AND g.label = r.label
JOIN ways w ON w.until = r.until AND w.place = r.place
