-- list-about-interest(list bigint, add bigint[], remove bigint[])
WITH gone AS (DELETE FROM list_interest WHERE list = $1 AND interest = ANY ($3::bigint[]))
INSERT INTO list_interest (list, interest) SELECT DISTINCT $1::bigint, i FROM unnest($2::bigint[]) i ON CONFLICT DO NOTHING;
