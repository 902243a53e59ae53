-- list-rename(list bigint, name text)
UPDATE list SET name = $2 WHERE id = $1;
