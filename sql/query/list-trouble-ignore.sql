-- list-trouble-ignore(trouble bigint, by text)
UPDATE trouble SET ignored_by = $2 WHERE id = $1;
