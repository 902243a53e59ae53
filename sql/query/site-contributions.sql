-- site-contributions(only bigint, kind text, territory text, interest text, last bigint, place bigint, newer bool, count int, language text) -> id bigint, finding bool, title text, body text, author text, scientific bool, professional bool, citizen bool, source text, programme text, language text, accepted bigint, territory_codes text, territories text, interest_slugs text, interests text
-- Codes and names are lines that go together: none holds a control character. OFFSET 0 has the view asked for one row at a
-- time: joined, it was worked out for every contribution there is.
SELECT c.id, c.kind = 'finding', c.title, c.body, c.author, 'scientific' = ANY (c.knowledge), 'professional' = ANY (c.knowledge),
       'citizen' = ANY (c.knowledge), c.source, c.programme, c.language, us(c.accepted_at),
       array_to_string(c.territory_codes, E'\n'), array_to_string(c.territories, E'\n'), array_to_string(c.interest_slugs, E'\n'),
       array_to_string(CASE $9 WHEN 'en' THEN c.interests_en WHEN 'br' THEN c.interests_br ELSE c.interests_fr END, E'\n')
FROM contributions($1, $2, $3, $4, $5, $6, $7, $8) WITH ORDINALITY AS found(id, accepted_at, n)
CROSS JOIN LATERAL (SELECT * FROM contribution v WHERE v.id = found.id OFFSET 0) c ORDER BY found.n;
