-- list-important-count(list bigint, message bigint) -> readers bigint
SELECT count(*) FROM important_readers($1, $2);
