-- people-list-find(name text) -> id bigint
SELECT id FROM list WHERE name = lower($1);
