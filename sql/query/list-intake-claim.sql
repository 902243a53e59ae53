-- list-intake-claim(mail bigint) -> id bigint, list bigint, subscriber bigint, raw bytea, distribute bool, received bigint
-- The first that waits and that nobody else is filing, or with a number that one, until the transaction ends.
SELECT id, list, coalesce(subscriber, 0), raw, distribute, us(received_at) FROM intake_claim($1);
