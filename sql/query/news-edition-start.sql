-- news-edition-start(edition bigint) -> sent_at bigint
UPDATE edition SET state = 'running', sent_at = the_time()
WHERE id = $1 AND state IN ('draft', 'scheduled') AND composed_at IS NOT NULL
RETURNING us(sent_at);
