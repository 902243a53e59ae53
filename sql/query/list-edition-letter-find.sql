-- list-edition-letter-find(letter bigint) -> list bigint, edition bigint, number int, title text, state text, what text, decided_by text
SELECT e.list, e.id, e.number, e.title, e.state, n.what, coalesce(n.decided_by, '')
FROM edition_letter n JOIN edition e ON e.id = n.edition WHERE n.id = $1;
