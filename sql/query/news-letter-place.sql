-- news-letter-place(territories bigint[]) -> name text
-- What somebody who lives there calls the place: the smallest of them.
SELECT name FROM territory WHERE id = ANY ($1::bigint[])
ORDER BY array_position(ARRAY['commune', 'epci', 'departement', 'region', 'own', 'country'], kind), id LIMIT 1;
