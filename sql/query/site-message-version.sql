-- site-message-version(list text, link text) -> version text
SELECT message_version($1, $2);
