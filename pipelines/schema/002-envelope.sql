-- The set of events, what became of every other message, and the count of both for each source.

CREATE TABLE events (
  id VARCHAR NOT NULL,
  type VARCHAR NOT NULL,
  event_at TIMESTAMPTZ NOT NULL,
  source VARCHAR NOT NULL,
  source_partition INTEGER NOT NULL,
  source_offset BIGINT NOT NULL,
  content VARCHAR NOT NULL
);
COMMENT ON TABLE events IS 'Every event of the set, once: its envelope, its source position and its canonical content';
COMMENT ON COLUMN events.id IS 'Event id, unique over all types';
COMMENT ON COLUMN events.type IS 'Event type; the table of that type has the fields';
COMMENT ON COLUMN events.event_at IS 'Event time (contract field at)';
COMMENT ON COLUMN events.source IS 'Topic or file that delivered it first with this content';
COMMENT ON COLUMN events.source_partition IS 'Partition of the topic; 0 for a file';
COMMENT ON COLUMN events.source_offset IS 'Offset in the partition, or line of the file on which it starts, from 1';
COMMENT ON COLUMN events.content IS 'Canonical content: JSON, keys sorted, instants in UTC microseconds, absent fields left out';

CREATE TABLE dead_letters (
  reason VARCHAR NOT NULL,
  sha256 VARCHAR NOT NULL,
  bytes BLOB NOT NULL,
  why VARCHAR NOT NULL,
  source VARCHAR NOT NULL,
  source_partition INTEGER NOT NULL,
  source_offset BIGINT NOT NULL
);
COMMENT ON TABLE dead_letters IS 'Every distinct message that is no event, once';
COMMENT ON COLUMN dead_letters.reason IS 'Why, for programs: json, encoding, schema, unknown-type, unknown-provider, conflict, too-large, mapping or expired';
COMMENT ON COLUMN dead_letters.sha256 IS 'SHA-256 of the message, in hexadecimal';
COMMENT ON COLUMN dead_letters.bytes IS 'The message as it came; for a conflict the canonical content that lost';
COMMENT ON COLUMN dead_letters.why IS 'Why, for people: which field and what is wrong with it';
COMMENT ON COLUMN dead_letters.source IS 'Topic or file that delivered it first';
COMMENT ON COLUMN dead_letters.source_partition IS 'Partition of the topic; 0 for a file';
COMMENT ON COLUMN dead_letters.source_offset IS 'Offset in the partition, or line of the file on which it starts, from 1';

CREATE TABLE sources (
  source VARCHAR NOT NULL,
  received BIGINT NOT NULL,
  stored BIGINT NOT NULL,
  duplicates BIGINT NOT NULL,
  dead_lettered BIGINT NOT NULL
);
COMMENT ON TABLE sources IS 'Deliveries of each source: received = stored + duplicates + dead_lettered at every commit';
COMMENT ON COLUMN sources.source IS 'Topic or file';
COMMENT ON COLUMN sources.received IS 'Messages received';
COMMENT ON COLUMN sources.stored IS 'Messages that are a row of events';
COMMENT ON COLUMN sources.duplicates IS 'Messages that were known already, as an event or as a dead letter';
COMMENT ON COLUMN sources.dead_lettered IS 'Messages that are a row of dead_letters';
