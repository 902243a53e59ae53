-- site-me-topics(token text, language text) -> list text, slug text, is_top bool, label text, is_chosen bool
-- List by list in the order of the tree.
SELECT list, slug, is_top, CASE $2 WHEN 'en' THEN label_en WHEN 'br' THEN label_br ELSE label_fr END, is_chosen FROM me_topics($1);
