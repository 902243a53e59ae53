-- list-held-all(list bigint) -> id bigint, list text, received bigint, from_address text, subject text, reason text, size bigint, claimed_by text
-- 0 is every list.
SELECT h.id, l.name, us(h.received_at), coalesce(h.from_address, ''), h.subject, h.reason, octet_length(h.raw)::bigint,
       CASE WHEN is_claimed(h) THEN h.claimed_by ELSE '' END
FROM held_message h JOIN list l ON l.id = h.list
WHERE h.state = 'held' AND ($1 = 0 OR h.list = $1)
ORDER BY h.received_at, h.id;
