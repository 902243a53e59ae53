-- mailing-workers(most int) -> id bigint, host text, pid int, sessions int, state text, holds int, flights int, sent bigint, put_off bigint, failed bigint, unknown bigint, started bigint, seen bigint
-- A worker writes each quarter of a minute at the latest; one that has not for two is lost.
SELECT id, host, pid, sessions,
       CASE WHEN ended_at IS NOT NULL THEN 'ended' WHEN seen_at < the_time() - interval '2 minutes' THEN 'lost' ELSE 'working' END,
       holds, cardinality(flight_recipients), sent, put_off, failed, unknown, us(started_at), us(seen_at)
FROM worker
WHERE id <> 0
ORDER BY ended_at IS NOT NULL, id DESC
LIMIT $1;
