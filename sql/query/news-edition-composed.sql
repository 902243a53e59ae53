-- news-edition-composed(edition bigint)
UPDATE edition SET composed_at = the_time() WHERE id = $1 AND state = 'draft';
