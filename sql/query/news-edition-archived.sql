-- news-edition-archived(edition bigint, message bigint)
UPDATE edition SET message = $2 WHERE id = $1;
