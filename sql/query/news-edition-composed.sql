-- news-edition-composed(edition bigint, public_editorial text)
UPDATE edition SET composed_at = the_time(), public_editorial = $2 WHERE id = $1 AND state = 'draft';
