-- mailing-finish(mailings bigint[]) -> id bigint
-- NULL is all of them. A mailing that is filled but not committed yet is not seen here.
WITH finished AS (
  UPDATE mailing m
  SET state = 'finished', finished_at = the_time()
  WHERE m.state = 'running' AND ($1::bigint[] IS NULL OR m.id = ANY ($1::bigint[]))
    AND (SELECT 1 FROM delivery d WHERE d.mailing = m.id AND d.state = 'q' LIMIT 1) IS NULL
    AND (SELECT 1 FROM delivery d WHERE d.mailing = m.id AND d.state = 'c' LIMIT 1) IS NULL
  RETURNING m.id, m.edition
), closed AS (
  UPDATE edition e SET state = 'finished'
  FROM finished f WHERE e.id = f.edition AND e.state = 'running'
)
SELECT id FROM finished ORDER BY id;
