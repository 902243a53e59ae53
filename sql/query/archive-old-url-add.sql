-- archive-old-url-add(path text, list bigint, message_id text)
INSERT INTO old_url (path, list, message_id) VALUES ($1, $2, $3)
ON CONFLICT (path) DO UPDATE SET list = excluded.list, message_id = excluded.message_id;
