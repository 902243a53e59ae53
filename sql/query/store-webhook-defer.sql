-- store-webhook-defer(id bigint, wait bigint)
-- What waits for the program that this event is for is not due for so many seconds.
UPDATE webhook_event o SET next_try = the_time() + $2 * interval '1 second'
FROM webhook_event e
WHERE e.id = $1 AND o.webhook = e.webhook AND o.state = 'q' AND o.next_try < the_time() + $2 * interval '1 second';
