-- site-message-version(list text, link text, stamp text) -> stamp text, version text
-- The stamp says which state of the database is seen: by which server, and which transactions are
-- over. Where it is the one that was given, nothing has changed, and no version ('') is worked out.
SELECT pg_postmaster_start_time() || ' ' || pg_current_snapshot(),
       CASE WHEN pg_postmaster_start_time() || ' ' || pg_current_snapshot() = $3 THEN '' ELSE message_version($1, $2) END;
