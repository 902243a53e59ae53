-- list-confirm(list bigint, subscriber bigint, how text) -> confirmed bool
-- A sign of life; and where the subscription waited for it, or they asked to come back, the consent.
WITH contact AS (
  UPDATE subscriber SET last_contact_at = the_time() WHERE id = subscriber_now($2)
), done AS (
  UPDATE subscription SET state = 'confirmed', changed_at = the_time()
  WHERE list = $1 AND subscriber = subscriber_now($2)
    AND (state = 'unconfirmed' OR (state = 'unsubscribed' AND EXISTS (SELECT FROM join_request j WHERE j.list = $1 AND j.subscriber = subscription.subscriber)))
  RETURNING list, subscriber
), proof AS (
  INSERT INTO consent_event (subscriber, list, what, how) SELECT subscriber, list, 'confirm', $3 FROM done RETURNING 1
)
SELECT EXISTS (SELECT FROM proof);
