-- news-edition-reached(edition bigint) -> subscriber bigint, address text, state text, settled bigint
-- Who got it, or may have: sent, unknown, or on its way. Who was erased since is a bare number.
SELECT d.recipient, a.address, CASE d.state WHEN 's' THEN 'sent' WHEN 'u' THEN 'unknown' ELSE 'claimed' END, coalesce(us(d.settled_at), 0)
FROM mailing m
JOIN delivery d ON d.mailing = m.id AND d.state IN ('s', 'u', 'c')
LEFT JOIN address a ON a.subscriber = d.recipient AND a.is_primary
WHERE m.edition = $1
ORDER BY d.settled_at, d.recipient;
