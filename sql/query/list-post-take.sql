-- list-post-take(list bigint, subscriber bigint, message_id text, print bytea, raw bytea, distribute bool) -> taken bool
SELECT post_take($1, NULLIF($2::bigint, 0), $3, $4, $5, $6);
