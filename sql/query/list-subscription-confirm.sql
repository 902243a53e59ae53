-- list-subscription-confirm(list bigint, address_key text, how text) -> subscriber bigint, was text
-- Confirms whoever is new or unconfirmed, with the proof; leaves alone who is confirmed or has left.
WITH person AS (
  SELECT subscriber FROM address WHERE address_key = $2
), before AS (
  SELECT s.subscriber, s.state FROM subscription s JOIN person USING (subscriber) WHERE s.list = $1 FOR UPDATE OF s
), done AS (
  INSERT INTO subscription (list, subscriber, state)
  SELECT $1, subscriber, 'confirmed' FROM person
  WHERE NOT EXISTS (SELECT FROM before WHERE state <> 'unconfirmed')
  ON CONFLICT (subscriber, list) DO UPDATE SET state = 'confirmed', changed_at = the_time()
    WHERE subscription.state = 'unconfirmed'
  RETURNING subscriber
), proof AS (
  INSERT INTO consent_event (subscriber, list, what, how) SELECT subscriber, $1, 'subscribe', $3 FROM done
)
SELECT p.subscriber, coalesce(b.state, 'none') FROM person p LEFT JOIN before b USING (subscriber);
