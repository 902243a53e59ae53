-- list-post-mark(list bigint, message bigint, important bool) -> done bool
SELECT post_mark($1, $2, $3);
