-- list-members(list bigint) -> subscriber bigint, address text, name text, state text, delivery text, since bigint
SELECT s.subscriber, a.address, p.name, s.state, s.delivery, us(s.changed_at)
FROM subscription s
JOIN subscriber p ON p.id = s.subscriber
JOIN address a ON a.subscriber = s.subscriber AND a.is_primary
WHERE s.list = $1
ORDER BY a.address_key;
