-- site-places-version() -> version text
SELECT 'places ' || pg_postmaster_start_time() || ' ' || version FROM places_version;
