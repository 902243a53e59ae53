-- store-webhook-forget(days int)
-- What was told or given up so many days ago, and secrets that count no more.
WITH old AS (
  UPDATE webhook SET secret_before = NULL, before_until = NULL WHERE before_until <= the_time()
)
DELETE FROM webhook_event WHERE state <> 'q' AND at < the_time() - $1 * interval '1 day';
