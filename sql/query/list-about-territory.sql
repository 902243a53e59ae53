-- list-about-territory(list bigint, add bigint[], remove bigint[])
WITH gone AS (DELETE FROM list_territory WHERE list = $1 AND territory = ANY ($3::bigint[]))
INSERT INTO list_territory (list, territory) SELECT DISTINCT $1::bigint, t FROM unnest($2::bigint[]) t ON CONFLICT DO NOTHING;
