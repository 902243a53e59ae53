-- list-delete(list bigint, archive bool, how text)
SELECT list_delete($1, $2, $3);
