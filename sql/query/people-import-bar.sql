-- people-import-bar(address_keys text[]) -> n bigint, subscriber bigint, list bigint, state text, why text
-- Who is known, with the lists they are on or have left, and what an import must not undo. A row
-- with a reason and list -1: the person is put on no list, and `why` is told; with a reason and list
-- 0: the whole line of the file is refused for it. Nothing is hashed where nobody was erased.
SELECT k.n, a.subscriber, coalesce(s.list, 0), coalesce(s.state, ''), ''
FROM unnest($1::text[]) WITH ORDINALITY k (address_key, n)
JOIN address a ON a.address_key = k.address_key LEFT JOIN subscription s ON s.subscriber = a.subscriber
UNION ALL
SELECT n, 0, list, '', why FROM import_bar($1);
