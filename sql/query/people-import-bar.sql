-- people-import-bar(address_keys text[]) -> n bigint, list bigint, why text
-- What an import must not undo. A row with a list: the person is not put on this list, and is told
-- of as `why`. A row with list 0: the whole line of the file is refused for the reason `why`.
SELECT k.n, s.list, 'has left'
FROM unnest($1::text[]) WITH ORDINALITY k (address_key, n)
JOIN address a ON a.address_key = k.address_key
JOIN subscription s ON s.subscriber = a.subscriber AND s.state = 'unsubscribed';
