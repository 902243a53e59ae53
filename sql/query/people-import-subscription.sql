-- people-import-subscription(subscribers bigint[], list bigint, state text, delivery text, every text, form text, posts int, how text, at bigint)
-- Each with its proof. Who is on the list or has left it stays as they are.
WITH done AS (
  INSERT INTO subscription (subscriber, list, state, delivery, digest_every, digest_form, digest_posts, changed_at)
  SELECT s, $2, $3, $4, $5, $6, nullif($7::int, 0), t.now FROM unnest($1::bigint[]) s, (SELECT the_time() AS now OFFSET 0) t
  ON CONFLICT (subscriber, list) DO UPDATE SET state = excluded.state, changed_at = excluded.changed_at
    WHERE subscription.state = 'unconfirmed' AND excluded.state <> 'unconfirmed'
  RETURNING subscriber, list, state
)
INSERT INTO consent_event (subscriber, list, what, how, at)
SELECT subscriber, list, CASE state WHEN 'unsubscribed' THEN 'unsubscribe' ELSE 'import' END, $8, at_us($9)
FROM done WHERE state <> 'unconfirmed';
