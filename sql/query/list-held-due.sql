-- list-held-due(days int) -> id bigint
-- The next that has waited for so many days.
SELECT id FROM held_message WHERE state = 'held' AND received_at < the_time() - $1 * interval '1 day'
ORDER BY received_at LIMIT 1 FOR UPDATE SKIP LOCKED;
