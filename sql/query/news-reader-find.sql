-- news-reader-find(address_key text) -> id bigint, address text, name text
SELECT s.id, a.address, coalesce(s.name, '')
FROM address a JOIN subscriber s ON s.id = a.subscriber
WHERE a.address_key = $1;
