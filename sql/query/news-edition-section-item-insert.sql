-- news-edition-section-item-insert(edition bigint, section int, positions bigint[])
INSERT INTO edition_section_item (edition, section, rank, position)
SELECT $1, $2, w.n, w.position FROM unnest($3::bigint[]) WITH ORDINALITY w(position, n);
