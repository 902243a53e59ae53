-- archive-on-list(list bigint, message_ids text[]) -> message_id text
-- Which of these are on the list, whatever their content.
SELECT DISTINCT m.message_id FROM message m JOIN post p ON p.message = m.id
WHERE p.list = $1 AND m.message_id = ANY ($2);
