-- people-import-subscription-new(subscribers bigint[], list bigint, state text, delivery text)
-- People who were just added: there is nothing to keep.
INSERT INTO subscription (subscriber, list, state, delivery, changed_at)
SELECT s, $2, $3, $4, t.now FROM unnest($1::bigint[]) s, (SELECT the_time() AS now OFFSET 0) t;
