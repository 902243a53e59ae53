-- list-find-row(name text) -> id bigint, domain text
SELECT id, domain FROM list WHERE name = $1;
