-- site-post-file(list text, link text, number text, skip int, count int) -> type text, charset text, name text, encoding text, size bigint, length bigint, version text, changed bigint, data bytea
-- Of its bytes as they are encoded in the mail, `count` at most after the first `skip`; length is how many those are.
SELECT type, charset, name, encoding, size, length, version, us(changed), data FROM post_file($1, $2, $3, $4, $5);
