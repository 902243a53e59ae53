-- people-import-bar(address_keys text[]) -> n bigint, subscriber bigint, list bigint, why text
-- Who is known, and what an import must not undo. A row with a list: the person is not put on it,
-- and `why` is told. A row with a reason and list 0: the whole line of the file is refused for it.
SELECT k.n, a.subscriber, coalesce(s.list, 0), CASE WHEN s.list IS NOT NULL THEN 'has left' ELSE '' END
FROM unnest($1::text[]) WITH ORDINALITY k (address_key, n)
JOIN address a ON a.address_key = k.address_key
LEFT JOIN subscription s ON s.subscriber = a.subscriber AND s.state = 'unsubscribed';
