-- news-contribution-territories-insert(contribution bigint, territories bigint[])
INSERT INTO contribution_territory (contribution, territory)
SELECT DISTINCT $1::bigint, t FROM unnest($2::bigint[]) t;
