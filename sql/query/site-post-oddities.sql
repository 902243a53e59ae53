-- site-post-oddities(list text, messages bigint[]) -> message bigint, oddities text
-- Words, separated by blanks.
SELECT message, array_to_string(oddities, ' ') FROM post_oddities($1, $2);
