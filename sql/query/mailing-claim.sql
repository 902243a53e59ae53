-- mailing-claim(mailing bigint, after_us bigint, after_recipient bigint, most int, lease bigint) -> recipient bigint, attempt int, last_us bigint, last_recipient bigint, address text, gone text, gone_status text
-- Locked rows are updated by their place, and addresses looked up one by one: no plan of this reads
-- more of any table when mailing or ledger grow. Who left the list or was erased since the ledger
-- was filled is claimed too, to be settled, and so is a post that was withdrawn.
WITH due AS MATERIALIZED (
  SELECT d.ctid AS place, d.next_try, d.recipient
  FROM delivery d
  WHERE d.mailing = $1::bigint AND d.state = 'q' AND d.next_try <= the_time()
    AND (d.next_try, d.recipient) > (at_us($2::bigint), $3::bigint)
    AND EXISTS (SELECT FROM mailing m WHERE m.id = $1::bigint AND m.state = 'running')
  ORDER BY d.next_try, d.recipient
  LIMIT (SELECT mailing_allow($1::bigint, $4::int))
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
SELECT c.recipient, c.attempts::int, us(last.next_try), last.recipient, a.address,
       CASE WHEN w.is_withdrawn THEN 'withdrawn from the archive'
            WHEN a.address IS NULL THEN 'has no address'
            WHEN u.state IS DISTINCT FROM 'confirmed' THEN 'has left the list' END,
       CASE WHEN w.is_withdrawn THEN '5.6.0' ELSE '5.1.6' END
FROM claimed c
CROSS JOIN last
CROSS JOIN (
  SELECT EXISTS (
    SELECT FROM mailing m JOIN withdrawn_post h ON h.message = m.message AND h.list IN (m.list, m.posted_to)
    WHERE m.id = $1::bigint AND m.kind = 'post'
  ) AS is_withdrawn
) w
LEFT JOIN LATERAL (
  SELECT CASE WHEN octet_length(p.address) = length(p.address) THEN p.address ELSE p.address_key END AS address
  FROM address p WHERE p.subscriber = c.recipient AND p.is_primary
  LIMIT 1
) a ON true
LEFT JOIN LATERAL (
  SELECT s.state FROM subscription s
  WHERE s.subscriber = c.recipient
    AND s.list = (SELECT m.list FROM mailing m WHERE m.id = $1::bigint)
  LIMIT 1
) u ON true;
