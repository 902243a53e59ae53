-- news-edition-condition-clear(edition bigint)
DELETE FROM edition_condition WHERE edition = $1;
