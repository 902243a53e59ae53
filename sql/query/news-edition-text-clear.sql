-- news-edition-text-clear(edition bigint)
DELETE FROM edition_text WHERE edition = $1;
