-- news-edition-clear(edition bigint)
DELETE FROM edition_piece WHERE edition = $1;
