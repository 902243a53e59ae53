-- archive-restore(list bigint, message bigint) -> done bool
SELECT post_restore($1, $2);
