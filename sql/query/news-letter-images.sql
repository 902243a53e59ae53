-- news-letter-images(edition bigint) -> hash text, type text, data bytea
SELECT DISTINCT ON (hash) hash, type, data FROM edition_image WHERE edition = $1 ORDER BY hash;
