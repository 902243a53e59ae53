-- people-import-topics(subscribers bigint[], list bigint, interests bigint[])
-- What those take of a list who come onto it; what it is not about is left aside.
INSERT INTO subscription_topic (list, subscriber, interest)
SELECT $2, s, i FROM unnest($1::bigint[]) s, unnest($3::bigint[]) i
WHERE i IN (SELECT list_topics($2)) AND EXISTS (SELECT FROM subscription u WHERE u.list = $2 AND u.subscriber = s)
ON CONFLICT DO NOTHING;
