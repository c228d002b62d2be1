-- Deliveries of each source. broker: how many offsets the broker handed out between the first and the last position that
-- was read; NULL for a file. It may be more than was received (markers of transactions, compaction), never less.
SELECT
  s.source, s.received, s.stored, s.duplicates, s.dead_lettered,
  s.received = s.stored + s.duplicates + s.dead_lettered AS balances,
  (SELECT sum(p.next_offset - p.first_offset)::BIGINT FROM positions p WHERE p.topic = s.source) AS broker
FROM sources s
ORDER BY s.source
