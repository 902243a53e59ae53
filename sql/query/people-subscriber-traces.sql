-- people-subscriber-traces(subscriber bigint) -> addresses bigint, subscriptions bigint, consent_events bigint, bounces bigint, held bigint, roles bigint, posts bigint
-- What an erasure would find.
WITH keys AS MATERIALIZED (SELECT array_agg(address_key) AS all_of_them FROM address WHERE subscriber = $1),
numbers AS MATERIALIZED (SELECT array_agg(n) AS all_of_them FROM (SELECT $1 AS n UNION SELECT gone FROM subscriber_merged WHERE kept = $1) x)
SELECT cardinality(k.all_of_them)::bigint,
       (SELECT count(*) FROM subscription WHERE subscriber = $1),
       (SELECT count(*) FROM consent_event WHERE subscriber = ANY (n.all_of_them)),
       (SELECT count(*) FROM bounce WHERE subscriber = ANY (n.all_of_them)),
       (SELECT count(*) FROM held_message WHERE lower(from_address) = ANY (k.all_of_them) OR lower(sender) = ANY (k.all_of_them)),
       (SELECT count(*) FROM list_role WHERE lower(address) = ANY (k.all_of_them)),
       (SELECT count(*) FROM post WHERE subscriber = $1)
FROM keys k, numbers n;
