-- mailing-expire(max_attempts int, unknown text) -> requeued bigint, doubtful bigint
-- What somebody is settling just now is not lost: skip it. Only what was on a connection of the lost
-- worker may have been sent: `unknown` (retry, leave, sent) says what becomes of it. The rest waited
-- its turn and certainly was not; that it was claimed so often is no reason to fail it, unless some
-- letter kills every worker while it is written.
WITH lost AS MATERIALIZED (
  SELECT l.ctid AS place, l.mailing, l.recipient, l.attempts
  FROM delivery l
  WHERE l.state = 'c' AND l.next_try <= the_time()
  FOR UPDATE SKIP LOCKED
), flight AS MATERIALIZED (
  SELECT f.mailing, f.recipient, f.attempt
  FROM worker w, unnest(w.flight_mailings, w.flight_recipients, w.flight_attempts) AS f(mailing, recipient, attempt)
), ruled AS MATERIALIZED (
  SELECT l.place, (l.mailing, l.recipient, l.attempts::bigint) IN (SELECT f.mailing, f.recipient, f.attempt FROM flight f) AS doubtful
  FROM lost l
), doubtful AS (
  UPDATE delivery d
  SET state = CASE WHEN $2::text = 'sent' THEN 's' WHEN $2::text = 'leave' THEN 'u' WHEN d.attempts >= $1::int THEN 'f' ELSE 'q' END::"char",
      next_try = the_time(),
      settled_at = CASE WHEN $2::text IN ('sent', 'leave') OR d.attempts >= $1::int THEN the_time() END,
      status = '4.4.2', reply = 'worker lost while this was on a connection'
  WHERE d.ctid = ANY (ARRAY(SELECT place FROM ruled WHERE doubtful))
  RETURNING 1
), untouched AS (
  UPDATE delivery d
  SET state = CASE WHEN d.attempts >= $1::int * 5 THEN 'f' ELSE 'q' END::"char",
      next_try = the_time(),
      settled_at = CASE WHEN d.attempts >= $1::int * 5 THEN the_time() END,
      status = '4.4.2', reply = 'worker lost'
  WHERE d.ctid = ANY (ARRAY(SELECT place FROM ruled WHERE NOT doubtful))
  RETURNING 1
)
SELECT (SELECT count(*) FROM untouched), (SELECT count(*) FROM doubtful);
