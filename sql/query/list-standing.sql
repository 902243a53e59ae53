-- list-standing(list bigint, address_key text) -> subscriber bigint, state text
-- Nobody: no row. A subscriber who is not on the list: 'none'.
SELECT a.subscriber, coalesce(s.state, 'none')
FROM address a LEFT JOIN subscription s ON s.subscriber = a.subscriber AND s.list = $1
WHERE a.address_key = $2;
