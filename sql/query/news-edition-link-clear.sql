-- news-edition-link-clear(edition bigint)
DELETE FROM edition_link WHERE edition = $1;
