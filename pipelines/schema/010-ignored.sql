-- Records that a mapping ignores give neither an event nor a dead letter: they are counted beside what was received.

ALTER TABLE sources ADD COLUMN ignored BIGINT DEFAULT 0;
UPDATE sources SET ignored = 0;
ALTER TABLE sources ALTER COLUMN ignored SET NOT NULL;
COMMENT ON COLUMN sources.ignored IS 'Records that tell nothing by their mapping, such as heartbeats; they are not part of received';
COMMENT ON COLUMN sources.messages IS 'Messages, or records of a file, that came in; each gave one or more of what was received, or was ignored';
