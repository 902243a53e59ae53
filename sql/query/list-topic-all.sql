-- list-topic-all(list bigint, language text) -> interest bigint, slug text, label text
-- In the order of the tree.
SELECT i.id, i.slug, CASE $2 WHEN 'en' THEN i.label_en WHEN 'br' THEN i.label_br ELSE i.label_fr END
FROM interest i LEFT JOIN interest p ON p.id = i.parent
WHERE i.id IN (SELECT list_topics($1))
ORDER BY coalesce(p.position, i.position), coalesce(p.id, i.id), i.parent IS NOT NULL, i.position, i.slug;
