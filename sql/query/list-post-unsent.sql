-- list-post-unsent(list bigint, message bigint) -> unsent bool
-- It is on the list, and was never sent from there.
SELECT EXISTS (SELECT FROM post WHERE list = $1 AND message = $2)
  AND NOT EXISTS (SELECT FROM mailing WHERE kind = 'post' AND message = $2 AND list = $1 AND posted_to IS NULL);
