-- Lists of stolen identities that became known by $as_of: how many identities, and how many of the accounts that were
-- linked since the theft they touch. Being on a list is no verdict: most of those listed are never robbed.
WITH listed AS (
  SELECT l.list, l.person, l.phone, l.account, l.event_at, l.taken_from
  FROM leaks l
  WHERE l.event_at <= $as_of::TIMESTAMPTZ
),
identities AS (
  SELECT l.list, min(l.event_at) AS known_at, count(*) AS identities, min(l.taken_from) AS taken_from
  FROM listed l
  GROUP BY l.list
),
accounts AS (
  SELECT l.list, l.account FROM listed l WHERE l.account IS NOT NULL
  UNION
  SELECT l.list, h.account FROM listed l JOIN holders h ON h.person = l.person WHERE h.event_at <= $as_of::TIMESTAMPTZ
)
SELECT
  i.list, i.known_at, i.taken_from, i.identities, count(DISTINCT a.account) AS accounts,
  count(DISTINCT c.claim) AS claims
FROM identities i
LEFT JOIN accounts a ON a.list = i.list
LEFT JOIN damage_claims($as_of, 'declared') c ON c.account = a.account
GROUP BY i.list, i.known_at, i.taken_from, i.identities
ORDER BY i.known_at, i.list
