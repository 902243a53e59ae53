-- news-contribution-missing(ids bigint[]) -> id bigint
SELECT wanted FROM unnest($1::bigint[]) wanted
WHERE NOT EXISTS (SELECT FROM contribution WHERE id = wanted AND state <> 'unconfirmed') ORDER BY wanted LIMIT 1;
