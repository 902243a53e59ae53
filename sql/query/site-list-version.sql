-- site-list-version(list text, stamp text) -> stamp text, version text
-- As site-message-version, of all that a mirror of the list would take.
SELECT pg_postmaster_start_time() || ' ' || pg_current_snapshot(),
       CASE WHEN pg_postmaster_start_time() || ' ' || pg_current_snapshot() = $2 THEN '' ELSE list_version($1) END;
