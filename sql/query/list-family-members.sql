-- list-family-members(name text) -> place text, list text, own text, state text
-- `own` names what a list has changed for itself.
SELECT m.place, coalesce(l.name, ''),
       coalesce((SELECT string_agg(p.key, ', ' ORDER BY p.key) FROM jsonb_each_text(list_present(l.id)) p
                 WHERE m.given ? p.key AND p.value <> m.given ->> p.key), ''),
       CASE WHEN l.id IS NULL OR l.deleted_at IS NOT NULL THEN 'deleted' WHEN l.closed_at IS NOT NULL THEN 'closed' ELSE 'open' END
FROM list_family f JOIN list_family_list m ON m.family = f.id LEFT JOIN list l ON l.id = m.list
WHERE f.name = $1 ORDER BY l.name, m.place;
