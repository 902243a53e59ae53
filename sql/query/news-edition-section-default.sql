-- news-edition-section-default(edition bigint)
-- What an edition has whose file names no sections.
INSERT INTO edition_section (edition, number, reach, sort)
SELECT $1::bigint, s.number, s.reach, s.sort
FROM (VALUES (0, 'everybody', 'kind'), (1, 'near', 'nearest'), (2, 'interests', 'kind')) s(number, reach, sort)
WHERE NOT EXISTS (SELECT FROM edition_section WHERE edition = $1);
