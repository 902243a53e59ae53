-- list-digest-set(list bigint, posts int, hour int, day int)
-- A negative number leaves as it is.
UPDATE list SET digest_posts = CASE WHEN $2 >= 0 THEN $2 ELSE digest_posts END,
  digest_hour = CASE WHEN $3 >= 0 THEN $3 ELSE digest_hour END,
  digest_day = CASE WHEN $4 >= 0 THEN $4 ELSE digest_day END
WHERE id = $1;
