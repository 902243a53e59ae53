-- news-edition-review-clear(edition bigint)
DELETE FROM edition_review WHERE edition = $1;
