-- news-edition-image-clear(edition bigint)
DELETE FROM edition_image WHERE edition = $1;
