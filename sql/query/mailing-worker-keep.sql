-- mailing-worker-keep(id bigint, host text, pid int, sessions int, holds int) -> id bigint
-- 0 is a new one. One that was taken for gone, because its database was, is back under its number.
INSERT INTO worker (id, host, pid, sessions, holds)
VALUES (coalesce(nullif($1::bigint, 0), nextval(pg_get_serial_sequence('colporteur.worker', 'id'))), $2, $3, $4, $5)
ON CONFLICT (id) DO UPDATE SET holds = EXCLUDED.holds, seen_at = the_time(), ended_at = NULL
RETURNING id;
