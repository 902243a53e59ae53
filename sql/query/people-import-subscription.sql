-- people-import-subscription(how text)
-- Confirms whoever is new to a list or never answered, each with the proof; who has left stays out.
WITH done AS (
  INSERT INTO subscription (list, subscriber, state)
  SELECT DISTINCT l, i.subscriber, 'confirmed' FROM incoming_subscriber i, unnest(i.lists) l WHERE i.is_new OR i.is_changed
  ON CONFLICT (list, subscriber) DO UPDATE SET state = 'confirmed', changed_at = the_time()
    WHERE subscription.state = 'unconfirmed'
  RETURNING subscriber, list
)
INSERT INTO consent_event (subscriber, list, what, how) SELECT subscriber, list, 'import', $1 FROM done;
