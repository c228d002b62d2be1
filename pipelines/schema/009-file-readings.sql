-- A file has a count of its own, as a topic has offsets: how many records its reader found in it. The counts of a report
-- must equal it, and a file that nobody has read to its end must show.

CREATE TABLE file_readings (
  source VARCHAR NOT NULL,
  messages_before BIGINT NOT NULL,
  messages BIGINT,
  records BIGINT
);
COMMENT ON TABLE file_readings IS 'The last reading of each file, one row each';
COMMENT ON COLUMN file_readings.source IS 'File, as in sources';
COMMENT ON COLUMN file_readings.messages_before IS 'sources.messages when the reading began: earlier readings are counted there too';
COMMENT ON COLUMN file_readings.messages IS 'Messages of this reading that were counted; NULL: it has not come to the end of the file';
COMMENT ON COLUMN file_readings.records IS 'Records that the reader found in the file; NULL: it has not come to its end';
