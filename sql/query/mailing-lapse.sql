-- mailing-lapse() -> failed bigint
-- What is not sent by its deadline fails (RFC 3463, X.4.7: time expired), paused or not; what a worker
-- has in hand is refused by it. One that was paused runs again, to be finished.
WITH late AS MATERIALIZED (
  SELECT m.id, m.edition, m.state
  FROM sending g JOIN mailing m ON m.edition = g.edition
  WHERE g.not_after <= the_time() AND m.state IN ('running', 'paused')
  FOR UPDATE OF m SKIP LOCKED
), failed AS (
  UPDATE delivery d
  SET state = 'f', settled_at = the_time(), status = '5.4.7', reply = 'not sent before its deadline (not-after)'
  FROM late WHERE d.mailing = late.id AND d.state = 'q'
  RETURNING 1
), opened AS (
  UPDATE mailing m SET state = 'running' FROM late WHERE m.id = late.id AND late.state = 'paused'
), edition_opened AS (
  UPDATE edition e SET state = 'running' FROM late WHERE e.id = late.edition AND late.state = 'paused' AND e.state = 'paused'
)
SELECT count(*) FROM failed;
