-- list-post-among(list bigint, ids text[]) -> found bool
SELECT EXISTS (SELECT FROM message m JOIN post p ON p.message = m.id AND p.list = $1 WHERE m.message_id = ANY ($2));
