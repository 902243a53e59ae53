-- list-join-forget(days int)
-- Who asked and never confirmed may ask again.
DELETE FROM join_request WHERE asked_at < the_time() - $1 * interval '1 day';
