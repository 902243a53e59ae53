-- list-delivery-set(list bigint, subscriber bigint, delivery text, every text, form text, posts int) -> delivery text, every text, form text, posts int
-- NULL leaves as it is, and so does a negative number of posts; 0: as many as the list says. No row:
-- they are not on it.
UPDATE subscription SET delivery = coalesce($3, delivery), digest_every = coalesce($4, digest_every), digest_form = coalesce($5, digest_form),
  digest_posts = CASE WHEN $6::int < 0 THEN digest_posts ELSE nullif($6::int, 0) END
WHERE list = $1 AND subscriber = $2 AND state = 'confirmed'
RETURNING delivery, digest_every, digest_form, coalesce(digest_posts, 0)::int;
