-- list-join-remind(days int) -> list bigint, subscriber bigint, address text, language text, by_page bool
-- The next who was asked so many days ago, never reminded, and has not confirmed; marked as
-- reminded and locked until the caller commits. A request whose subscription went is none.
WITH due AS (
  SELECT j.list, j.subscriber FROM join_request j
  WHERE j.reminded_at IS NULL AND j.asked_at < the_time() - $1 * interval '1 day'
  ORDER BY j.asked_at LIMIT 1 FOR UPDATE SKIP LOCKED
)
UPDATE join_request j SET reminded_at = the_time() FROM due, address a
WHERE j.list = due.list AND j.subscriber = due.subscriber AND a.subscriber = j.subscriber AND a.is_primary
RETURNING j.list, j.subscriber, a.address, j.language, j.by_page;
