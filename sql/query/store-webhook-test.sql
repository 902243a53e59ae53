-- store-webhook-test(id bigint) -> event bigint
INSERT INTO webhook_event (webhook, event, body)
SELECT id, 'test', jsonb_build_object('type', 'test', 'timestamp', the_time(), 'data', '{}'::jsonb)::text FROM webhook WHERE id = $1 RETURNING id;
