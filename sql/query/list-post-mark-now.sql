-- list-post-mark-now(list bigint, message bigint)
-- As it is accepted, before its readers are chosen.
SELECT FROM post_mark($1, $2, true);
