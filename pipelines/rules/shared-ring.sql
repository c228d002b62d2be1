-- id: shared-ring
-- title: 口座・ウォレット・端末でつながる集団 | A ring of accounts joined by wallets and devices
-- on: sweep
-- every: 1 day
-- span: 30 days
-- reads: link, charge, holder
-- fires: link
-- entity: ring
-- period: 1 day
-- severity: high
-- phase: link
-- mode: live
-- owner: fraud-analytics
-- runbook: Look at the path that joins the accounts; ask the providers to hold the wallets on it, and call the holders of the accounts that were linked last.
-- reason: 30日間に{accounts}口座・{holders}名義(基準{accounts_min}口座・{holders_min}名義)が{wallets}ウォレット・{devices}端末でつながる。つながりの例: {path}。確認が必要 | {accounts} accounts of {holders} holders (thresholds {accounts_min} and {holders_min}) were joined by {wallets} wallets and {devices} devices in 30 days, for example {path}; to be checked
-- A ring is a connected group: an account is joined to the wallets and devices that it was linked or charged with. It is
-- named after its smallest account, and fires on the links of the day. Two people with three accounts each on one tablet
-- are a household: accounts of unknown holder count as holders of their own.
WITH RECURSIVE used AS (
  SELECT account, wallet, device FROM v_links WHERE outcome = 'succeeded' AND operation IN ('register', 'change')
  UNION ALL SELECT account, wallet, device FROM v_charges WHERE outcome = 'succeeded'
),
-- A wallet or device of one account joins nothing.
joined AS (
  SELECT here, there FROM (
    SELECT DISTINCT 'a ' || account AS here, 'w ' || wallet AS there FROM used
    UNION ALL SELECT DISTINCT 'a ' || account, 'd ' || device FROM used WHERE device IS NOT NULL
  ) QUALIFY count(*) OVER (PARTITION BY there) > 1
),
edges AS (
  FROM joined UNION ALL SELECT there AS here, here AS there FROM joined
),
fresh AS (
  SELECT id, account FROM v_links
  WHERE event_at >= $from AND snapshot IS NOT TRUE AND outcome = 'succeeded' AND operation IN ('register', 'change')
),
-- All that can be reached from the links of the day, under the smallest place from which it is reached.
reached (place, label) USING KEY (place) AS (
  SELECT DISTINCT 'a ' || account, 'a ' || account FROM fresh
  UNION
  SELECT e.there, min(r.label)
  FROM reached r JOIN edges e ON e.here = r.place LEFT JOIN recurring.reached known ON known.place = e.there
  WHERE known.place IS NULL OR r.label < known.label
  GROUP BY e.there
),
groups AS (
  SELECT
    label, min(place) FILTER (place LIKE 'a %') AS start, count(*) FILTER (place LIKE 'a %') AS accounts,
    count(*) FILTER (place LIKE 'w %') AS wallets, count(*) FILTER (place LIKE 'd %') AS devices
  FROM reached GROUP BY label HAVING count(*) FILTER (place LIKE 'a %') >= $accounts_min
),
members AS (
  SELECT r.label, substr(r.place, 3) AS account FROM reached r SEMI JOIN groups g ON g.label = r.label WHERE r.place LIKE 'a %'
),
people AS (
  SELECT m.label, count(DISTINCT coalesce(holder_at(md5_number_lower(m.account), $to - INTERVAL 1 MICROSECOND), m.account)) AS holders
  FROM members m GROUP BY m.label
),
rings AS (
  SELECT g.*, p.holders FROM groups g JOIN people p ON p.label = g.label WHERE p.holders >= $holders_min
),
-- The shortest way from the ring's smallest account to each place, and of equally short ones the smallest.
ways (place, way) USING KEY (place) AS (
  SELECT start, substr(start, 3) FROM rings
  UNION
  SELECT e.there, min(w.way || ' → ' || substr(e.there, 3))
  FROM ways w JOIN edges e ON e.here = w.place LEFT JOIN recurring.ways known ON known.place = e.there
  WHERE known.place IS NULL
  GROUP BY e.there
)
SELECT f.id, substr(g.start, 3) AS entity, g.accounts, g.holders, g.wallets, g.devices, w.way AS path
FROM fresh f
JOIN reached r ON r.place = 'a ' || f.account
JOIN rings g ON g.label = r.label
JOIN ways w ON w.place = r.place
