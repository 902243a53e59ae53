-- list-confirm(list bigint, subscriber bigint, how text) -> confirmed bool
-- A sign of life; and where the subscription waited for it, or they asked to come back, or were
-- invited and never on it, the consent. An invitation is good for sixty days.
WITH contact AS (
  UPDATE subscriber SET last_contact_at = the_time() WHERE id = subscriber_now($2)
), done AS (
  UPDATE subscription SET state = 'confirmed', changed_at = the_time()
  WHERE list = $1 AND subscriber = subscriber_now($2)
    AND (state = 'unconfirmed' OR (state = 'unsubscribed' AND EXISTS (SELECT FROM join_request j WHERE j.list = $1 AND j.subscriber = subscription.subscriber)))
  RETURNING list, subscriber, $3 AS how
), came AS (
  INSERT INTO subscription (list, subscriber, state)
  SELECT i.list, i.subscriber, 'confirmed' FROM list_invitation i JOIN list l ON l.id = i.list
  WHERE i.list = $1 AND i.subscriber = subscriber_now($2) AND i.sent_at > the_time() - interval '60 days' AND l.closed_at IS NULL
  ON CONFLICT DO NOTHING
  RETURNING list, subscriber, $3 || ': invited' AS how
), proof AS (
  INSERT INTO consent_event (subscriber, list, what, how)
  SELECT subscriber, list, 'confirm', how FROM (SELECT * FROM done UNION ALL SELECT * FROM came) x RETURNING 1
)
SELECT EXISTS (SELECT FROM proof);
