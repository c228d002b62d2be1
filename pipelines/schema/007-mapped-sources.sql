-- A message of a mapped source may give several events: what came in is counted beside what came out.

ALTER TABLE sources ADD COLUMN messages BIGINT;
UPDATE sources SET messages = received;
ALTER TABLE sources ALTER COLUMN messages SET NOT NULL;
COMMENT ON COLUMN sources.messages IS 'Messages, or records of a file, that came in; each gave one or more of what was received';
COMMENT ON COLUMN sources.received IS 'Events and dead letters that the messages gave: one each, but for those of a mapped source';
COMMENT ON COLUMN dead_letters.bytes IS 'The message as it came; for a conflict the canonical content that lost; of a mapped source {mapping, hmac, record} with the record masked';

CREATE TABLE token_key (fingerprint VARCHAR NOT NULL);
COMMENT ON TABLE token_key IS 'Which key the tokens of mapped sources are made with: one row, or none where nothing was mapped';
COMMENT ON COLUMN token_key.fingerprint IS 'First half of an HMAC of a fixed text under that key; tells nothing of the key';
