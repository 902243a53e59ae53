-- mailing-deferred(list bigint, domain text, most int) -> mailing bigint, kind text, list_name text, address text, attempts int, next_try bigint, status text, reply text
-- What was tried and waits for another try, the soonest first, due or not; 0 is every list, an empty
-- domain every one. Each mailing is read in the order of its index by next try until enough are found:
-- past what was never tried, and past other domains.
SELECT m.id, m.kind, coalesce(l.name, ''), d.address, d.attempts::int, us(d.next_try), coalesce(d.status, ''), coalesce(d.reply, '')
FROM mailing m
CROSS JOIN LATERAL (
  SELECT q.*, coalesce(n.address, a.address, '') AS address
  FROM delivery q
  LEFT JOIN notice_recipient n ON n.mailing = q.mailing AND n.position = q.recipient
  LEFT JOIN address a ON m.kind <> 'notice' AND a.subscriber = q.recipient AND a.is_primary
  WHERE q.mailing = m.id AND q.state = 'q' AND q.attempts > 0
    AND ($2::text = '' OR lower(split_part(coalesce(n.address, a.address_key), '@', 2)) = lower($2::text))
  ORDER BY q.next_try, q.recipient
  LIMIT $3::int
) d
LEFT JOIN list l ON l.id = m.list
WHERE m.state IN ('running', 'paused') AND ($1::bigint = 0 OR m.list = $1::bigint)
ORDER BY d.next_try, m.id, d.recipient
LIMIT $3::int;
