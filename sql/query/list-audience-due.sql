-- list-audience-due() -> list bigint, expression text
-- The next that nobody looked at for an hour; locked until the caller commits.
UPDATE list_audience SET looked_at = the_time()
WHERE list = (SELECT a.list FROM list_audience a JOIN list l ON l.id = a.list
              WHERE a.looked_at < the_time() - interval '1 hour' AND l.closed_at IS NULL AND l.deleted_at IS NULL
              ORDER BY a.looked_at LIMIT 1 FOR UPDATE OF a SKIP LOCKED)
RETURNING list, expression;
