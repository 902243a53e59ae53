-- news-edition-find(list text, number int, sent bool) -> id bigint, list bigint, number int, state text
-- Number 0: the latest draft, or the latest edition where there is no draft; with `sent` the latest
-- that is on its way or waits for its time, then the latest that went, then the latest of all.
SELECT e.id, e.list, e.number, e.state
FROM edition e JOIN list l ON l.id = e.list
WHERE l.name = $1 AND ($2 = 0 OR e.number = $2)
ORDER BY CASE WHEN NOT $3 THEN e.state = 'draft' ELSE e.state IN ('scheduled', 'running', 'paused') END DESC,
         $3 AND e.state <> 'draft' DESC, e.number DESC
LIMIT 1;
