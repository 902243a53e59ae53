-- store-webhook-forget(days int)
DELETE FROM webhook_event WHERE state <> 'q' AND at < the_time() - $1 * interval '1 day';
