-- news-programme-unknown(names text[]) -> name text
-- The first that neither a contribution nor the list of programmes has.
SELECT w.name FROM unnest($1::text[]) WITH ORDINALITY w(name, n)
WHERE NOT EXISTS (SELECT FROM programme p WHERE p.name_key = plain(w.name))
  AND NOT EXISTS (SELECT FROM contribution c WHERE plain(c.programme) = plain(w.name))
ORDER BY w.n LIMIT 1;
