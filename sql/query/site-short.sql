-- site-short(hash text) -> list text, message_id text
SELECT list_name, message_id FROM post WHERE short_hash = $1 ORDER BY accepted_at, list, message LIMIT 1;
