-- list-name-used(name text) -> used bool
-- Whether a list is or was called so.
SELECT EXISTS (SELECT FROM list WHERE name = $1 UNION ALL SELECT FROM list_former_name WHERE name = $1);
