-- list-find-row(name text, domain text, patterns text[]) -> id bigint, name text, domain text, is_closed bool, is_banned bool
-- By the name and domain it has or had. is_banned: one of the patterns is, by it or by all lists.
SELECT l.id, l.name, l.domain, l.closed_at IS NOT NULL, EXISTS (SELECT FROM ban b WHERE b.pattern = ANY ($3) AND (b.list = l.id OR b.list IS NULL))
FROM list l
WHERE l.deleted_at IS NULL
  AND l.id = coalesce((SELECT id FROM list WHERE name = $1), (SELECT list FROM list_former_name WHERE name = $1))
  AND (l.domain = $2 OR EXISTS (SELECT FROM list_former_domain f WHERE f.list = l.id AND f.domain = $2));
