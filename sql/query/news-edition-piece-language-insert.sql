-- news-edition-piece-language-insert(edition bigint, position int, language text, html bytea, text bytea)
INSERT INTO edition_piece_language (edition, position, language, html, text) VALUES ($1, $2, $3, $4, $5);
