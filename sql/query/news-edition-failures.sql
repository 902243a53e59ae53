-- news-edition-failures(edition bigint) -> subscriber bigint, address text, status text, reply text, settled bigint
-- Who was erased since is a bare number.
SELECT d.recipient, a.address, coalesce(d.status, ''), coalesce(d.reply, ''), us(d.settled_at)
FROM mailing m
JOIN delivery d ON d.mailing = m.id AND d.state = 'f'
LEFT JOIN address a ON a.subscriber = d.recipient AND a.is_primary
WHERE m.edition = $1
ORDER BY d.settled_at DESC, d.recipient;
