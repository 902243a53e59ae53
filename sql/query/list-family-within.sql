-- list-family-within(of_interests bool, id bigint) -> code text
SELECT slug FROM interest WHERE $1 AND id = $2 UNION ALL SELECT code FROM territory WHERE NOT $1 AND id = $2;
