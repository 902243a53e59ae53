-- people-programme-list() -> slug text, name text, subscribers bigint, contributions bigint
SELECT p.slug, p.name, (SELECT count(*) FROM subscriber s WHERE p.id = ANY (s.programmes)),
       (SELECT count(*) FROM contribution c WHERE plain(c.programme) = p.name_key)
FROM programme p ORDER BY p.name_key;
