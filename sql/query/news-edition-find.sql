-- news-edition-find(list text, number int) -> id bigint, list bigint, number int, state text
-- Number 0: the latest draft, or the latest edition where there is no draft.
SELECT e.id, e.list, e.number, e.state
FROM edition e JOIN list l ON l.id = e.list
WHERE l.name = $1 AND ($2 = 0 OR e.number = $2)
ORDER BY e.state = 'draft' DESC, e.number DESC
LIMIT 1;
