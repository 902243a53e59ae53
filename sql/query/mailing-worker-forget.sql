-- mailing-worker-forget()
-- Counts outlive their workers, so that what /metrics says never goes down.
WITH gone AS (
  DELETE FROM worker
  WHERE id <> 0 AND (ended_at < the_time() - interval '1 hour' OR seen_at < the_time() - interval '1 day')
  RETURNING sent, put_off, failed, unknown
)
UPDATE worker w
SET sent = w.sent + g.sent, put_off = w.put_off + g.put_off, failed = w.failed + g.failed, unknown = w.unknown + g.unknown
FROM (SELECT count(*) AS n, sum(sent) AS sent, sum(put_off) AS put_off, sum(failed) AS failed, sum(unknown) AS unknown FROM gone) g
WHERE w.id = 0 AND g.n > 0;
