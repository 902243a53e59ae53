-- site-edition-image(list text, number int, hash text) -> type text, data bytea
SELECT type, data FROM edition_image WHERE list_name = $1 AND number = $2 AND hash = $3 LIMIT 1;
