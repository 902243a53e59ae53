-- news-edition-piece-insert(edition bigint, position int, section text, part text, contribution bigint, html bytea, text bytea)
INSERT INTO edition_piece (edition, position, section, part, contribution, html, text)
VALUES ($1, $2, $3, $4, nullif($5, 0), $6, $7);
