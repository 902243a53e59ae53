-- mailing-drop(mailing bigint, unknown bool, domain text, reason text) -> waiting bigint, unknown bigint
-- What no worker has in hand fails, for a reason of ours. The totals of a mailing that was finished
-- follow. An empty domain is all of them.
WITH chosen AS MATERIALIZED (
  SELECT d.ctid AS place, d.state
  FROM delivery d
  WHERE d.mailing = $1::bigint AND (d.state = 'q' OR $2::bool AND d.state = 'u')
    AND ($3::text = '' OR delivery_domain(d.mailing, d.recipient) = lower($3::text))
  FOR UPDATE SKIP LOCKED
), changed AS (
  UPDATE delivery d
  SET state = 'f', settled_at = the_time(), status = '5.0.0', reply = $4::text
  WHERE d.ctid = ANY (ARRAY(SELECT place FROM chosen))
), counted AS (
  UPDATE mailing m
  SET failed = m.failed + c.n, unknown = m.unknown - c.n
  FROM (SELECT count(*) AS n FROM chosen WHERE state = 'u') c
  WHERE m.id = $1::bigint AND m.failed IS NOT NULL AND c.n > 0
)
SELECT count(*) FILTER (WHERE state = 'q'), count(*) FILTER (WHERE state = 'u') FROM chosen;
