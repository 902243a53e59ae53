-- list-topic-chosen(list bigint, subscriber bigint, language text) -> slug text, label text
SELECT i.slug, CASE $3 WHEN 'en' THEN i.label_en WHEN 'br' THEN i.label_br ELSE i.label_fr END
FROM subscription_topic s JOIN interest i ON i.id = s.interest WHERE s.list = $1 AND s.subscriber = $2 ORDER BY i.position, i.slug;
