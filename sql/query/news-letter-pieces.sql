-- news-letter-pieces(edition bigint) -> position int, section text, part text, html bytea, text bytea
SELECT position, section, part, html, text FROM edition_piece WHERE edition = $1 ORDER BY position;
