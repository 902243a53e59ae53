-- list-post-same(list bigint, message_id text) -> raw bytea
(SELECT m.raw FROM message m JOIN post p ON p.message = m.id AND p.list = $1
 WHERE m.message_id = $2 ORDER BY m.id LIMIT 20)
UNION ALL
(SELECT raw FROM intake WHERE list = $1 AND message_id = $2 ORDER BY id LIMIT 20);
