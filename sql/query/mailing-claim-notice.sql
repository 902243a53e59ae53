-- mailing-claim-notice(mailing bigint, after_us bigint, after_recipient bigint, most int, lease bigint) -> recipient bigint, attempt int, last_us bigint, last_recipient bigint, address text
-- See mailing-claim.
WITH due AS MATERIALIZED (
  SELECT d.ctid AS place, d.next_try, d.recipient
  FROM delivery d
  WHERE d.mailing = $1::bigint AND d.state = 'q' AND d.next_try <= the_time()
    AND (d.next_try, d.recipient) > (at_us($2::bigint), $3::bigint)
    AND EXISTS (SELECT FROM mailing m WHERE m.id = $1::bigint AND m.state = 'running')
  ORDER BY d.next_try, d.recipient
  LIMIT $4::int
  FOR UPDATE OF d SKIP LOCKED
), last AS (
  SELECT next_try, recipient FROM due ORDER BY next_try DESC, recipient DESC LIMIT 1
), claimed AS (
  UPDATE delivery d
  SET state = 'c', attempts = d.attempts + 1,
      next_try = the_time() + $5::bigint * interval '1 microsecond'
  WHERE d.ctid = ANY (ARRAY(SELECT place FROM due))
  RETURNING d.recipient, d.attempts
)
SELECT c.recipient, c.attempts::int, us(last.next_try), last.recipient,
       (SELECT n.address FROM notice_recipient n WHERE n.mailing = $1::bigint AND n.position = c.recipient)
FROM claimed c CROSS JOIN last;
