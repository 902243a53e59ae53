-- archive-withdrawn(list bigint, message_ids text[]) -> message_id text
-- Which of these were deleted from the list.
SELECT DISTINCT m.message_id FROM message m JOIN withdrawn_post w ON w.message = m.id
WHERE w.list = $1 AND w.what = 'delete' AND m.message_id = ANY ($2);
