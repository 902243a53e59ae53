-- people-import-number(n bigint) -> id bigint
SELECT * FROM import_number($1) AS id;
