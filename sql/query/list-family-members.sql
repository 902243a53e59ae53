-- list-family-members(name text) -> place text, label text, list text, own text, state text
-- `label` is what people call the place, or its code where it is no more; `own` names what a list has changed for itself.
SELECT m.place,
       coalesce(CASE WHEN f.by_what <> 'interest' THEN (SELECT t.name FROM territory t WHERE t.code = m.place)
                ELSE (SELECT CASE f.language WHEN 'en' THEN i.label_en WHEN 'br' THEN i.label_br ELSE i.label_fr END FROM interest i WHERE i.slug = m.place) END, m.place),
       coalesce(l.name, ''),
       coalesce((SELECT string_agg(p.key, ', ' ORDER BY p.key) FROM jsonb_each_text(list_present(l.id)) p
                 WHERE m.given ? p.key AND p.value <> m.given ->> p.key), ''),
       CASE WHEN l.id IS NULL OR l.deleted_at IS NOT NULL THEN 'deleted' WHEN l.closed_at IS NOT NULL THEN 'closed' ELSE 'open' END
FROM list_family f JOIN list_family_list m ON m.family = f.id LEFT JOIN list l ON l.id = m.list
WHERE f.name = $1 ORDER BY l.name, m.place;
