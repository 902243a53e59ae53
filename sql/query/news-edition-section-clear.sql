-- news-edition-section-clear(edition bigint)
DELETE FROM edition_section WHERE edition = $1;
