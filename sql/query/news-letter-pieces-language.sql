-- news-letter-pieces-language(edition bigint, language text) -> position int, section text, part text, html bytea, text bytea
SELECT p.position, p.section, p.part, w.html, w.text
FROM edition_piece p JOIN edition_piece_language w ON w.edition = p.edition AND w.position = p.position AND w.language = $2
WHERE p.edition = $1 ORDER BY p.position;
