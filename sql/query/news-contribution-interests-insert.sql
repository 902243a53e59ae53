-- news-contribution-interests-insert(contribution bigint, interests bigint[])
INSERT INTO contribution_interest (contribution, interest)
SELECT DISTINCT $1::bigint, i FROM unnest($2::bigint[]) i;
