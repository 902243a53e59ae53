-- store-webhook-claim(lease bigint) -> id bigint, url text, secret bytea, secret_before bytea, body text, attempts int
-- The next that is due, for one who tries it within so many seconds; a program's events go in order, unless one waits to be
-- tried again. secret_before: while the one before counts too.
WITH due AS (
  SELECT e.id FROM webhook_event e WHERE e.state = 'q' AND e.next_try <= the_time() ORDER BY e.next_try, e.id LIMIT 1 FOR UPDATE SKIP LOCKED
)
UPDATE webhook_event e SET attempts = e.attempts + 1, next_try = the_time() + $1 * interval '1 second'
FROM due, webhook w WHERE e.id = due.id AND w.id = e.webhook
RETURNING e.id, w.url, w.secret, CASE WHEN w.before_until > the_time() THEN w.secret_before END, e.body, e.attempts;
