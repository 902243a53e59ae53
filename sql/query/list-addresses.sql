-- list-addresses(list text) -> list text, name text, domain text, is_closed bool
-- Each name that mail to a list comes in by, of today or before; of all lists for NULL.
SELECT l.name, n.name, l.domain, l.closed_at IS NOT NULL
FROM list l, LATERAL (SELECT l.name UNION ALL SELECT f.name FROM list_former_name f WHERE f.list = l.id) n (name)
WHERE l.deleted_at IS NULL AND ($1::text IS NULL OR l.name = $1)
ORDER BY l.name, n.name <> l.name, n.name;
