-- list-tree-set(list bigint, parent bigint, posts_up text, reached_post text)
-- NULL, and a negative list above it, leave as it is; 0 is none.
UPDATE list SET parent = CASE WHEN $2 < 0 THEN parent ELSE NULLIF($2, 0) END,
  posts_up = coalesce($3::boolean, posts_up), reached_post = coalesce($4::boolean, reached_post)
WHERE id = $1;
