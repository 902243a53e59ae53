-- news-edition-images(edition bigint) -> name text, hash text, type text, width int, height int
SELECT name, hash, type, width, height FROM edition_image WHERE edition = $1 ORDER BY name;
