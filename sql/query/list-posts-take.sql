-- list-posts-take(lists bigint[], subscribers bigint[], message_ids text[], prints bytea[], raws bytea[], distribute int[]) -> taken bool
-- A row each, in their order; subscriber 0: a stranger.
SELECT t.taken FROM posts_take($1, $2, $3, $4, $5, $6) t(taken);
