-- site-stamp() -> stamp text
-- Which state of the database is seen, as in site-message-version.
SELECT pg_postmaster_start_time() || ' ' || pg_current_snapshot();
