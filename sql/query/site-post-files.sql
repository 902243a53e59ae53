-- site-post-files(list text, messages bigint[]) -> message bigint, number text, type text, name text, size bigint
SELECT message, number, type, name, size FROM post_files($1, $2);
