-- people-programme-find(word text) -> id bigint, slug text, name text, is_it bool
-- The programme that a word names, or the one that looks most like it.
SELECT id::bigint, slug, name, slug = lower($1) OR name_key = plain($1) AS is_it FROM programme
WHERE slug = lower($1) OR name_key = plain($1) OR similarity(name_key, plain($1)) >= 0.3
ORDER BY is_it DESC, similarity(name_key, plain($1)) DESC, id LIMIT 1;
