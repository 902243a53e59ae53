-- archive-post-insert(list bigint, message bigint, subscriber bigint) -> thread bigint
-- 0 when the message is on the list already.
SELECT coalesce(post_insert($1, $2, NULLIF($3::bigint, 0)), 0);
