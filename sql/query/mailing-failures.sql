-- mailing-failures(most int) -> mailing bigint, kind text, list_name text, address text, status text, reply text, settled bigint
SELECT f.mailing, m.kind, l.name, coalesce(n.address, a.address), f.status, f.reply, us(f.settled_at)
FROM (SELECT * FROM delivery WHERE state = 'f' ORDER BY settled_at DESC LIMIT $1) f
JOIN mailing m ON m.id = f.mailing
LEFT JOIN list l ON l.id = m.list
LEFT JOIN notice_recipient n ON n.mailing = f.mailing AND n.position = f.recipient
LEFT JOIN address a ON m.kind <> 'notice' AND a.subscriber = f.recipient AND a.is_primary
ORDER BY f.settled_at DESC, f.mailing, f.recipient;
