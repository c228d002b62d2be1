-- Where the live pipeline stands: what it has read of each partition, and what it has still to publish. Both change in
-- the transaction of the batch, so that they always speak of the same events.

ALTER TABLE dead_letters ADD COLUMN message_key BLOB;
COMMENT ON COLUMN dead_letters.message_key IS 'Key of the message on its topic; NULL: it had none, or came from a file';

CREATE TABLE positions (
  topic VARCHAR NOT NULL,
  partition INTEGER NOT NULL,
  first_offset BIGINT NOT NULL,
  next_offset BIGINT NOT NULL
);
COMMENT ON TABLE positions IS 'What the live pipeline has read of each partition of its topics';
COMMENT ON COLUMN positions.topic IS 'Topic on the cluster';
COMMENT ON COLUMN positions.partition IS 'Partition, from 0';
COMMENT ON COLUMN positions.first_offset IS 'Where reading began: a rebuild needs everything from here';
COMMENT ON COLUMN positions.next_offset IS 'The offset to be read next';

CREATE TABLE outbox (
  seq BIGINT NOT NULL,
  topic VARCHAR NOT NULL,
  key BLOB,
  value BLOB,
  headers VARCHAR NOT NULL
);
COMMENT ON TABLE outbox IS 'Records that are to be published and are not yet known to be on their topics';
COMMENT ON COLUMN outbox.seq IS 'Order in which they are published, from 1 without gaps';
COMMENT ON COLUMN outbox.topic IS 'Topic by its name in the contract, without the prefix of the cluster';
COMMENT ON COLUMN outbox.key IS 'Key of the record';
COMMENT ON COLUMN outbox.value IS 'Value of the record; NULL: a tombstone';
COMMENT ON COLUMN outbox.headers IS 'Headers of the record, as JSON';

CREATE TABLE marks (
  mark VARCHAR NOT NULL,
  seq BIGINT NOT NULL
);
COMMENT ON TABLE marks IS 'Names of the last states of this database: the one that was published last, and those after it';
COMMENT ON COLUMN marks.mark IS 'Hash of the mark before, the positions and seq: two databases that share a mark were one';
COMMENT ON COLUMN marks.seq IS 'Number of the last record of the outbox at this state';
