-- people-import-bar(address_keys text[]) -> n bigint, subscriber bigint, list bigint, why text
-- Who is known, and what an import must not undo. A row with a list: the person is not put on it,
-- nor on any for list -1, and `why` is told. A row with a reason and list 0: the whole line of the
-- file is refused for it. Nothing is hashed where nobody was erased.
WITH k AS MATERIALIZED (SELECT * FROM unnest($1::text[]) WITH ORDINALITY k (address_key, n))
SELECT k.n, a.subscriber, coalesce(s.list, 0), CASE WHEN s.list IS NOT NULL THEN 'has left' ELSE '' END
FROM k JOIN address a ON a.address_key = k.address_key
LEFT JOIN subscription s ON s.subscriber = a.subscriber AND s.state = 'unsubscribed'
UNION ALL
SELECT k.n, 0, coalesce(x.list, -1), 'is written to no more (' || x.reason || ')'
FROM k JOIN suppression x ON x.address_key = k.address_key
UNION ALL
SELECT k.n, 0, 0, 'the person with this address asked to be erased'
FROM k JOIN tombstone t ON t.address_hash = tombstone_hash(k.address_key) WHERE EXISTS (SELECT FROM tombstone);
