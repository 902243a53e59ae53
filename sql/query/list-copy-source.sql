-- list-copy-source(message bigint) -> raw bytea, message_id text, short_hash text, date bigint
SELECT raw, message_id, short_hash, us(date) FROM message WHERE id = $1;
