-- news-reader-label(reader bigint, language text) -> places text, interests text
-- Where a reader lives and what they follow, in the words of a language.
SELECT coalesce((SELECT string_agg(t.name, ', ' ORDER BY t.name) FROM territory t WHERE t.id = ANY (s.territories)), ''),
       coalesce((SELECT string_agg(CASE $2 WHEN 'en' THEN i.label_en WHEN 'br' THEN i.label_br ELSE i.label_fr END, ', '
                                   ORDER BY i.position, i.slug) FROM interest i WHERE i.id = ANY (s.interests)), '')
FROM subscriber s WHERE s.id = $1;
