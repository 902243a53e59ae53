-- archive-old-url-hyperkitty(list bigint, prefix text)
-- HyperKitty names messages, and threads by the message that began them, by the hash of their Message-ID; months by their numbers.
INSERT INTO old_url (path, list, message_id)
SELECT DISTINCT $2::text || '/' || kind || '/' || m.short_hash || '/', $1::bigint, m.message_id
FROM post p JOIN message m ON m.id = p.message, unnest(ARRAY['message', 'thread']) kind WHERE p.list = $1
UNION
SELECT $2::text || '/' || page || '/', $1::bigint, ''
FROM (SELECT DISTINCT to_char(m.date, 'YYYY/FMMM') FROM post p JOIN message m ON m.id = p.message WHERE p.list = $1
  UNION ALL VALUES ('latest')) pages (page)
ON CONFLICT (path) DO UPDATE SET list = excluded.list, message_id = excluded.message_id;
