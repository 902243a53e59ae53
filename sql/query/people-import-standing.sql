-- people-import-standing(subscribers bigint[]) -> n bigint, list bigint, state text
SELECT k.n, s.list, s.state FROM unnest($1::bigint[]) WITH ORDINALITY k (subscriber, n)
JOIN subscription s ON s.subscriber = k.subscriber;
