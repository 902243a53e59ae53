-- site-interest-tree(language text) -> slug text, parent text, label text
-- Each theme before what is part of it.
SELECT slug, coalesce(parent, ''), CASE $1 WHEN 'en' THEN label_en WHEN 'br' THEN label_br ELSE label_fr END
FROM interest_tree ORDER BY place, root, parent IS NOT NULL, position, slug;
