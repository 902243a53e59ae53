-- site-bodies(list text, messages bigint[]) -> message bigint, body text, html text
SELECT message, body, html FROM post WHERE list_name = $1 AND message = ANY ($2);
