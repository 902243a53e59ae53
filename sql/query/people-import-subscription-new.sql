-- people-import-subscription-new(subscribers bigint[], list bigint, state text, delivery text, every text, form text, posts int)
-- People who were just added: there is nothing to keep.
INSERT INTO subscription (subscriber, list, state, delivery, digest_every, digest_form, digest_posts, changed_at)
SELECT s, $2, $3, $4, $5, $6, nullif($7::int, 0), t.now FROM unnest($1::bigint[]) s, (SELECT the_time() AS now OFFSET 0) t;
