-- site-message-version(list text, message_id text) -> version text
SELECT message_version($1, $2);
