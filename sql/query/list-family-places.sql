-- list-family-places(family bigint, language text) -> place text, label text, slug text, wanted bool, known bool, list bigint, name text, closed bool, deleted bool, about bigint
-- Each place that is to have a list or has one. `list` is 0 where there is none; `about` is the number of the territory or interest.
WITH f AS (SELECT * FROM list_family WHERE id = $1),
wanted AS (
  SELECT t.code AS place, t.name AS label, t.slug, t.id FROM f JOIN territory t ON t.kind = f.by_what
  WHERE t.retired_in IS NULL AND (f.within = '' OR EXISTS (
    SELECT FROM territory a JOIN territory_closure c ON c.ancestor = a.id WHERE a.code = f.within AND c.descendant = t.id))
  UNION ALL
  SELECT i.slug, CASE $2 WHEN 'en' THEN i.label_en WHEN 'br' THEN i.label_br ELSE i.label_fr END, i.slug, i.id FROM f JOIN interest i ON f.by_what = 'interest'
  WHERE f.within = '' OR EXISTS (
    SELECT FROM interest a JOIN interest_closure c ON c.ancestor = a.id WHERE a.slug = f.within AND c.descendant = i.id AND i.id <> a.id)
), known AS (SELECT * FROM list_family_list WHERE family = $1)
SELECT place, coalesce(w.label, ''), coalesce(w.slug, ''), w.id IS NOT NULL, k.family IS NOT NULL,
       coalesce(l.id, 0), coalesce(l.name, ''), l.closed_at IS NOT NULL, l.id IS NULL OR l.deleted_at IS NOT NULL, coalesce(w.id, 0)
FROM wanted w FULL JOIN known k USING (place) LEFT JOIN list l ON l.id = k.list
ORDER BY w.slug, place;
