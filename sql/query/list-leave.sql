-- list-leave(list bigint, subscriber bigint, how text)
-- Affects one row when they leave by it, none when they had left or were never on it. Leaving by
-- mail is a sign of life; being taken off by a coordinator is none.
WITH done AS (
  UPDATE subscription SET state = 'unsubscribed', changed_at = the_time()
  WHERE list = $1 AND subscriber = subscriber_now($2) AND state <> 'unsubscribed'
  RETURNING subscriber
), contact AS (
  UPDATE subscriber SET last_contact_at = the_time()
  WHERE id IN (SELECT subscriber FROM done) AND $3 = 'mail'
)
INSERT INTO consent_event (subscriber, list, what, how) SELECT subscriber, $1, 'unsubscribe', $3 FROM done;
