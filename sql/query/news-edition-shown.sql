-- news-edition-shown(edition bigint) -> contribution bigint, reach text
-- The contributions a composed edition has, in order, and for whom the first section that has each is.
SELECT p.contribution,
       (SELECT s.reach FROM edition_section_item si JOIN edition_section s ON s.edition = si.edition AND s.number = si.section
        WHERE si.edition = p.edition AND si.position = p.position ORDER BY si.section LIMIT 1)
FROM edition_piece p WHERE p.edition = $1 AND p.part = 'item' ORDER BY p.position;
