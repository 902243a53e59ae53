-- mailing-expire(max_attempts int)
-- What somebody is settling just now is not lost: skip it.
UPDATE delivery d
SET state = CASE WHEN d.attempts >= $1 THEN 'f' ELSE 'q' END::"char",
    next_try = the_time(),
    settled_at = CASE WHEN d.attempts >= $1 THEN the_time() END,
    status = '4.4.2', reply = 'worker lost'
WHERE d.ctid = ANY (ARRAY(
  SELECT l.ctid FROM delivery l
  WHERE l.state = 'c' AND l.next_try <= the_time()
  FOR UPDATE SKIP LOCKED));
