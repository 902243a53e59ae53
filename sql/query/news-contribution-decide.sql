-- news-contribution-decide(ids bigint[], state text, text text) -> id bigint
SELECT contribution_decide($1::bigint[], $2, false, $3);
