-- site-interest(slug text, language text) -> label text
SELECT CASE $2 WHEN 'en' THEN label_en WHEN 'br' THEN label_br ELSE label_fr END FROM interest WHERE slug = $1;
