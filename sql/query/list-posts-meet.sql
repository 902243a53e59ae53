-- list-posts-meet(lists bigint[], versions text[], address_keys text[], message_ids text[], prints bytea[], raws bytea[], takes bigint[], patterns text[], pattern_of int[], refers_to text[], refers_of int[], most_posts int) -> subscriber bigint, state text, posting text, posts bigint, is_owner bool, is_moderator bool, banned bool, same bool, repeated bool, is_reply bool, as_known bool, taken bool
-- As list-post-facts; and taken: its list, which is as known, takes it as things are, and it waits to be filed now.
SELECT * FROM posts_meet($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);
