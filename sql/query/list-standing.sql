-- list-standing(list bigint, subscriber bigint) -> state text, address text, language text
-- Somebody's state on the list ('none': not on it), and how they are written to; no row for who is no more.
SELECT coalesce(u.state, 'none'), f.address, p.language
FROM subscriber p
JOIN address f ON f.subscriber = p.id AND f.is_primary
LEFT JOIN subscription u ON u.subscriber = p.id AND u.list = $1
WHERE p.id = subscriber_now($2);
