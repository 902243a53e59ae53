-- list-addresses(list text) -> list text, name text, domain text, is_closed bool
-- Each name and domain that mail to a list comes in by, of today or before; of all lists for NULL.
SELECT l.name, n.name, d.domain, l.closed_at IS NOT NULL
FROM list l,
  LATERAL (SELECT l.name UNION ALL SELECT f.name FROM list_former_name f WHERE f.list = l.id) n (name),
  LATERAL (SELECT l.domain UNION ALL SELECT f.domain FROM list_former_domain f WHERE f.list = l.id) d (domain)
WHERE l.deleted_at IS NULL AND ($1::text IS NULL OR l.name = $1)
ORDER BY l.name, d.domain <> l.domain, d.domain, n.name <> l.name, n.name;
