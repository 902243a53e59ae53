-- news-edition-replied(edition bigint) -> posts bigint
-- Posts of the list in the thread of its public copy.
SELECT count(*)
FROM edition e
JOIN post o ON o.list = e.list AND o.message = e.message
JOIN thread root ON root.id = o.thread
JOIN thread t ON t.root = root.root
JOIN post p ON p.thread = t.id AND p.list = e.list AND p.message <> e.message
WHERE e.id = $1;
