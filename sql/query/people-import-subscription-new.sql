-- people-import-subscription-new(subscribers bigint[], list bigint, state text, delivery text, every text, form text)
-- People who were just added: there is nothing to keep.
INSERT INTO subscription (subscriber, list, state, delivery, digest_every, digest_form, changed_at)
SELECT s, $2, $3, $4, $5, $6, t.now FROM unnest($1::bigint[]) s, (SELECT the_time() AS now OFFSET 0) t;
