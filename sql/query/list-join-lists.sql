-- list-join-lists(subscriber bigint) -> list bigint, title text, name text, domain text
-- What they were asked for by a page, and have not confirmed.
SELECT l.id, l.title, l.name, l.domain FROM join_request j JOIN list l ON l.id = j.list
WHERE j.subscriber = $1 AND j.by_page ORDER BY l.title, l.name;
