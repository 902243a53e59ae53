-- mailing-reader-folded(address_key text) -> mailings bigint, newest bigint
-- Mailings of somebody's lists of which only the total and the failures are left: whether they were
-- among those it was sent to is not known any more.
SELECT count(*), coalesce(us(max(m.created_at)), 0)
FROM address a
JOIN subscription n ON n.subscriber = a.subscriber
JOIN mailing m ON m.list = n.list AND m.folded_at IS NOT NULL
WHERE a.address_key = $1::text
  AND NOT EXISTS (SELECT FROM delivery d WHERE d.mailing = m.id AND d.recipient = a.subscriber);
