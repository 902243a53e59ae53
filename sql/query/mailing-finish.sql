-- mailing-finish(mailings bigint[]) -> id bigint
-- NULL is all of them. A mailing that is filled but not committed yet is not seen here. Its
-- deliveries are counted now, once: what asks later reads the totals. It looks from the end, see
-- mailing-due.
WITH done AS MATERIALIZED (
  SELECT m.id
  FROM mailing m
  WHERE m.state = 'running' AND ($1::bigint[] IS NULL OR m.id = ANY ($1::bigint[]))
    AND (SELECT 1 FROM delivery d WHERE d.mailing = m.id AND d.state = 'q' ORDER BY d.next_try DESC, d.recipient DESC LIMIT 1) IS NULL
    AND (SELECT 1 FROM delivery d WHERE d.mailing = m.id AND d.state = 'c' ORDER BY d.next_try DESC LIMIT 1) IS NULL
  FOR UPDATE SKIP LOCKED
), finished AS (
  UPDATE mailing m
  SET state = 'finished', finished_at = the_time(), sent = m.folded + t.sent, failed = t.failed, unknown = t.unknown
  FROM done
  CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE d.state = 's') AS sent,
           count(*) FILTER (WHERE d.state = 'f') AS failed,
           count(*) FILTER (WHERE d.state = 'u') AS unknown
    FROM delivery d WHERE d.mailing = done.id
  ) t
  WHERE m.id = done.id
  RETURNING m.id, m.edition
), closed AS (
  UPDATE edition e SET state = 'finished'
  FROM finished f WHERE e.id = f.edition AND e.state = 'running'
)
SELECT id FROM finished ORDER BY id;
