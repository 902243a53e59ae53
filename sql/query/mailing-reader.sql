-- mailing-reader(address_key text, most int) -> mailing bigint, kind text, list_name text, title text, state text, attempts int, settled bigint, next_try bigint, status text, reply text
-- What became of one reader's mails, newest first. The ledger is looked up by mailing and recipient,
-- its own key, from the last mailing back until enough are found, which for who got little is one
-- look-up for each mailing there is: no index for this makes a settlement slower.
SELECT m.id, m.kind, coalesce(l.name, ''), coalesce(e.title, p.subject, ''),
       CASE f.state WHEN 'q' THEN CASE WHEN f.attempts > 0 THEN 'deferred' ELSE 'queued' END
                    WHEN 'c' THEN 'claimed' WHEN 's' THEN 'sent' WHEN 'f' THEN 'failed' ELSE 'unknown' END,
       f.attempts::int, coalesce(us(f.settled_at), 0), CASE WHEN f.state = 'q' THEN us(f.next_try) ELSE 0 END,
       coalesce(f.status, ''), coalesce(f.reply, '')
FROM (
  (SELECT d.*
   FROM mailing m
   CROSS JOIN LATERAL (SELECT * FROM delivery d
                       WHERE d.mailing = m.id AND d.recipient = (SELECT subscriber FROM address WHERE address_key = $1::text)
                       LIMIT 1) d
   WHERE m.kind <> 'notice'
   ORDER BY m.id DESC
   LIMIT $2::int)
  UNION ALL
  (SELECT d.*
   FROM notice_recipient n
   JOIN delivery d ON d.mailing = n.mailing AND d.recipient = n.position
   WHERE lower(n.address) = $1::text
   ORDER BY n.mailing DESC
   LIMIT $2::int)
) f
JOIN mailing m ON m.id = f.mailing
LEFT JOIN list l ON l.id = m.list
LEFT JOIN edition e ON e.id = m.edition
LEFT JOIN message p ON p.id = m.message
ORDER BY f.mailing DESC, f.recipient
LIMIT $2::int;
