-- people-import-subscription-new(subscribers bigint[], lists bigint[], states text[], deliveries text[], how text, at bigint)
-- The same for people who were just added: there is nothing to keep.
WITH given AS MATERIALIZED (
  SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[]) i (subscriber, list, state, delivery)
), done AS (
  INSERT INTO subscription (subscriber, list, state, delivery, changed_at)
  SELECT i.subscriber, i.list, i.state, i.delivery, t.now FROM given i, (SELECT the_time() AS now) t
)
INSERT INTO consent_event (subscriber, list, what, how, at)
SELECT subscriber, list, CASE state WHEN 'unsubscribed' THEN 'unsubscribe' ELSE 'import' END, $5, at_us($6)
FROM given WHERE state <> 'unconfirmed';
