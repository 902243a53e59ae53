-- people-import-subscription(subscribers bigint[], lists bigint[], states text[], deliveries text[], how text, at bigint)
-- Each with its proof. Who is on the list or has left it stays as they are.
WITH done AS (
  INSERT INTO subscription (subscriber, list, state, delivery, changed_at)
  SELECT i.subscriber, i.list, i.state, i.delivery, t.now
  FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[]) i (subscriber, list, state, delivery), (SELECT the_time() AS now) t
  ON CONFLICT (subscriber, list) DO UPDATE SET state = excluded.state, changed_at = excluded.changed_at
    WHERE subscription.state = 'unconfirmed' AND excluded.state <> 'unconfirmed'
  RETURNING subscriber, list, state
)
INSERT INTO consent_event (subscriber, list, what, how, at)
SELECT subscriber, list, CASE state WHEN 'unsubscribed' THEN 'unsubscribe' ELSE 'import' END, $5, at_us($6)
FROM done WHERE state <> 'unconfirmed';
