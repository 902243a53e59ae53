-- list-family-lock(name text) -> id bigint, title text, template text, by_what text, within text, domain text, language text, parent text
-- Two that carry out the same family wait for each other.
SELECT id, title, template, by_what, within, domain, language,
       coalesce((SELECT l.id FROM list l WHERE l.id = f.parent AND l.deleted_at IS NULL)::text, '')
FROM list_family f WHERE name = $1 FOR UPDATE;
