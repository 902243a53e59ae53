-- site-thread-version(list text, message_id text) -> version text
SELECT thread_version($1, $2);
