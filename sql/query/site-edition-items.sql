-- site-edition-items(edition bigint, reader text, written text) -> section int, reach text, heading text, contribution bigint, finding bool, title text, body text, author text, scientific bool, professional bool, citizen bool, source text, programme text, language text, territory_codes text, territories text, interest_slugs text, interests text
-- What the edition has, section by section; headings in the language the page is written in. Names are lines: none holds a
-- control character.
SELECT coalesce(i.section_number, 0), coalesce(i.reach, 'everybody'),
       coalesce(CASE WHEN t.edition IS NULL THEN i.heading ELSE t.headings[i.section_number + 1] END, ''),
       i.contribution, i.kind = 'finding', i.title, i.body, i.author, 'scientific' = ANY (i.knowledge), 'professional' = ANY (i.knowledge),
       'citizen' = ANY (i.knowledge), i.source, i.programme, i.language,
       array_to_string(i.territory_codes, E'\n'), array_to_string(i.territories, E'\n'), array_to_string(i.interest_slugs, E'\n'),
       array_to_string(CASE $2 WHEN 'en' THEN i.interests_en WHEN 'br' THEN i.interests_br ELSE i.interests_fr END, E'\n')
FROM edition_item i LEFT JOIN edition_text t ON t.edition = i.edition AND t.language = $3
WHERE i.edition = $1 ORDER BY coalesce(i.section_number, 0), i.section_rank, i.position;
