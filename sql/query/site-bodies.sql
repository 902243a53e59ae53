-- site-bodies(list text, messages bigint[]) -> message bigint, body text, html text
-- Of one list, or of all where it is NULL: a message on two lists then comes twice.
SELECT message, body, html FROM post WHERE ($1::text IS NULL OR list_name = $1) AND message = ANY ($2);
