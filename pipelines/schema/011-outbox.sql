-- What is on its topic is cleared away now and then, not with every batch.
COMMENT ON TABLE outbox IS 'Records that are to be published, and the last that were';
COMMENT ON TABLE marks IS 'Names of the last states of this database: one that is on the topics, and those after it';
