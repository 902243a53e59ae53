-- archive-redact-find(subscriber bigint) -> message bigint, raw bytea, from_name text
SELECT DISTINCT m.id, m.raw, m.from_name FROM post p JOIN message m ON m.id = p.message WHERE p.subscriber = $1 ORDER BY m.id;
