-- site-post-ties(list text, messages bigint[]) -> message bigint, refers_to text
SELECT message, refers_to FROM post_ties($1, $2);
