-- mailing-claim-notice(mailing bigint, after_us bigint, after_recipient bigint, most int, lease bigint) -> recipient bigint, attempt int, queued bigint, address text
WITH due AS (
  SELECT d.recipient, d.next_try
  FROM delivery d
  WHERE d.mailing = $1::bigint AND d.state = 'q' AND d.next_try <= the_time()
    AND (d.next_try, d.recipient) > (at_us($2::bigint), $3::bigint)
    AND EXISTS (SELECT FROM mailing m WHERE m.id = $1::bigint AND m.state = 'running')
  ORDER BY d.next_try, d.recipient
  LIMIT $4::int
  FOR UPDATE OF d SKIP LOCKED
), claimed AS (
  UPDATE delivery d
  SET state = 'c', attempts = d.attempts + 1,
      next_try = the_time() + $5::bigint * interval '1 microsecond'
  FROM due
  WHERE d.mailing = $1::bigint AND d.recipient = due.recipient
  RETURNING d.recipient, d.attempts, due.next_try AS queued
)
SELECT c.recipient, c.attempts::int, us(c.queued), n.address
FROM claimed c JOIN notice_recipient n ON n.mailing = $1::bigint AND n.position = c.recipient;
