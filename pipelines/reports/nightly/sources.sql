-- Deliveries of each source, beside its own count of them. messages: what came in; one may give several of what was received,
-- and ignored are those that tell nothing by their mapping, so that each is in one of the two. broker: how many offsets the broker handed out between the
-- first and the last position that was read; NULL for a file. It may be more than the messages (markers of transactions,
-- compaction), never less. records: how many records the reader of a file found in its last reading, and counted: how many
-- of them were counted. Both are NULL for a topic, and for a file where nobody counted; is_broken_off: it has not come to the
-- end of the file.
SELECT
  r.source, coalesce(s.messages, 0) AS messages, coalesce(s.ignored, 0) AS ignored,
  coalesce(s.received, 0) AS received, coalesce(s.stored, 0) AS stored, coalesce(s.duplicates, 0) AS duplicates,
  coalesce(s.dead_lettered, 0) AS dead_lettered,
  coalesce(s.received = s.stored + s.duplicates + s.dead_lettered AND s.messages <= s.received + s.ignored, true) AS balances,
  (SELECT sum(p.next_offset - p.first_offset)::BIGINT FROM positions p WHERE p.topic = r.source) AS broker,
  f.records, f.messages AS counted, f.source IS NOT NULL AND f.records IS NULL AS is_broken_off
FROM (SELECT source FROM sources UNION SELECT source FROM file_readings) r
LEFT JOIN sources s ON s.source = r.source
LEFT JOIN file_readings f ON f.source = r.source
ORDER BY r.source
