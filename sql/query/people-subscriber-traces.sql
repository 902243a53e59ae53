-- people-subscriber-traces(subscriber bigint) -> addresses bigint, subscriptions bigint, consent_events bigint, bounces bigint, held bigint, roles bigint, posts bigint
-- What an erasure would find.
SELECT addresses, subscriptions, consent_events, bounces, held, roles, posts FROM subscriber_traces($1);
