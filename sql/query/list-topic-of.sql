-- list-topic-of(list bigint, message bigint) -> slugs text, posts bigint
-- What the thread of a post is about, and how many posts of it the list has.
SELECT coalesce(string_agg(DISTINCT i.slug, ', '), ''), count(DISTINCT o.message)
FROM post p JOIN thread h ON h.id = p.thread JOIN thread all_of ON all_of.root = h.root JOIN post o ON o.thread = all_of.id AND o.list = p.list
LEFT JOIN post_topic t ON t.list = o.list AND t.message = o.message LEFT JOIN interest i ON i.id = t.interest
WHERE p.list = $1 AND p.message = $2;
