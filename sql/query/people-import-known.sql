-- people-import-known(address_keys text[]) -> n bigint, subscriber bigint
SELECT k.n, a.subscriber FROM unnest($1::text[]) WITH ORDINALITY k (address_key, n) JOIN address a ON a.address_key = k.address_key
ORDER BY k.n;
