-- news-edition-review-set(edition bigint, is_reviewed bool)
UPDATE edition SET is_reviewed = $2 WHERE id = $1;
