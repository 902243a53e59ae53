-- site-elsewhere(path text, list text, link text, hash text) -> what text, list text, link text, at bigint
-- What is asked where no page is: moved, gone, renamed or old; at is 0 for the last.
SELECT what, list_name, link, coalesce(us(at), 0) FROM elsewhere($1, $2, $3, $4);
