-- list-person(list bigint, address_key text) -> subscriber bigint, address text, language text, state text
-- Whose address it is, where mail of theirs goes, and their state on the list ('none': not on it).
SELECT p.id, f.address, p.language, coalesce(u.state, 'none')
FROM address a JOIN subscriber p ON p.id = a.subscriber
JOIN address f ON f.subscriber = p.id AND f.is_primary
LEFT JOIN subscription u ON u.subscriber = p.id AND u.list = $1
WHERE a.address_key = $2;
