-- store-webhook-settle(id bigint, state text, wait bigint, answer text)
UPDATE webhook_event SET state = $2::char, next_try = the_time() + $3 * interval '1 second', answer = left($4, 200) WHERE id = $1;
