-- news-edition-list(list text) -> number int, state text, title text, language text, items bigint, composed_at bigint, sent_at bigint
SELECT e.number, e.state, e.title, e.language,
       (SELECT count(*) FROM edition_piece p WHERE p.edition = e.id AND p.part = 'item'),
       coalesce(us(e.composed_at), 0), coalesce(us(e.sent_at), 0)
FROM edition e JOIN list l ON l.id = e.list
WHERE l.name = $1
ORDER BY e.number;
