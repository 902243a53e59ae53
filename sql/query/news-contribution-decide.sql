-- news-contribution-decide(ids bigint[], state text) -> id bigint
UPDATE contribution c SET state = $2, decided_at = the_time()
WHERE c.id = ANY ($1::bigint[]) AND c.state <> $2
RETURNING c.id;
