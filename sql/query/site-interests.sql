-- site-interests(language text) -> slug text, is_top bool, label text
SELECT slug, parent IS NULL, CASE $1 WHEN 'en' THEN label_en WHEN 'br' THEN label_br ELSE label_fr END FROM interests();
