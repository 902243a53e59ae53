-- list-intake-claim() -> id bigint, list bigint, subscriber bigint, raw bytea, distribute bool, received bigint
-- The first that waits and that nobody else is filing, until the transaction ends. What was not tried
-- yet does not wait for a clock that was set back.
SELECT id, list, coalesce(subscriber, 0), raw, distribute, us(received_at) FROM intake
WHERE tries = 0 OR next_try <= the_time() ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED;
