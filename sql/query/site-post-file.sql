-- site-post-file(list text, link text, number text) -> type text, charset text, name text, encoding text, changed bigint, data bytea
SELECT type, charset, name, encoding, us(accepted_at), data FROM post_file($1, $2, $3);
