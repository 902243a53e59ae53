-- news-edition-sections(edition bigint) -> number int, heading text, reach text, local bool, kinds text, interests text, programmes text, since text, sort text, most int, otherwise text
-- programmes: a line each, as their names have no control characters.
SELECT s.number, s.heading, s.reach, s.local, array_to_string(s.kinds, ', '),
       coalesce((SELECT string_agg(i.slug, ', ' ORDER BY i.slug) FROM interest i WHERE i.id = ANY (s.interests)), ''),
       array_to_string(s.programmes, E'\n'),
       CASE WHEN s.since = 'date' THEN s.since_date::text ELSE s.since END, s.sort, s.most, s.otherwise
FROM edition_section s WHERE s.edition = $1 ORDER BY s.number;
