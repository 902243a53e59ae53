-- site-thread-version(list text, link text) -> version text
SELECT thread_version($1, $2);
