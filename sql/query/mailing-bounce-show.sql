-- mailing-bounce-show(address_key text, most int) -> received bigint, list_name text, mailing bigint, class text, status text, reply int, rule text, effect text, said text
SELECT us(b.received_at), coalesce(l.name, ''), b.mailing, coalesce(b.class, ''), coalesce(b.status, ''),
       coalesce(b.reply, 0), coalesce(b.rule, ''), coalesce(b.effect, ''), coalesce(b.said, '')
FROM address a
JOIN bounce b ON b.subscriber = a.subscriber
JOIN mailing m ON m.id = b.mailing AND m.kind <> 'notice'
LEFT JOIN list l ON l.id = m.list
WHERE a.address_key = $1
ORDER BY b.received_at DESC, b.id DESC
LIMIT $2;
