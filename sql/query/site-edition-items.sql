-- site-edition-items(edition bigint, language text) -> contribution bigint, finding bool, title text, body text, author text, scientific bool, professional bool, citizen bool, source text, programme text, territories text, interests text
-- Names are lines: none holds a control character.
SELECT contribution, kind = 'finding', title, body, author, 'scientific' = ANY (knowledge), 'professional' = ANY (knowledge),
       'citizen' = ANY (knowledge), source, programme, array_to_string(territories, E'\n'),
       array_to_string(CASE $2 WHEN 'en' THEN interests_en WHEN 'br' THEN interests_br ELSE interests_fr END, E'\n')
FROM edition_item WHERE edition = $1 ORDER BY position;
