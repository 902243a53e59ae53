-- archive-redact-find(subscriber bigint) -> message bigint, raw bytea, from_name text
SELECT DISTINCT m.id, m.raw, coalesce(w.from_name, m.from_name)
FROM post p JOIN message m ON m.id = p.message LEFT JOIN message_whole w ON w.message = m.id WHERE p.subscriber = $1 ORDER BY m.id;
