-- list-leave(list bigint, subscriber bigint, how text) -> event bigint, was text, address text, language text
-- One row when they leave by it: the number of the proof and what they were; none when they had left
-- or were never on it. Leaving by mail is a sign of life; being taken off by a coordinator is none.
WITH before AS (
  SELECT subscriber, state FROM subscription
  WHERE list = $1 AND subscriber = subscriber_now($2) AND state <> 'unsubscribed' FOR UPDATE
), done AS (
  UPDATE subscription u SET state = 'unsubscribed', changed_at = the_time()
  FROM before b WHERE u.list = $1 AND u.subscriber = b.subscriber RETURNING u.subscriber
), contact AS (
  UPDATE subscriber SET last_contact_at = the_time()
  WHERE id IN (SELECT subscriber FROM done) AND $3 = 'mail'
), proof AS (
  INSERT INTO consent_event (subscriber, list, what, how)
  SELECT subscriber, $1, 'unsubscribe', $3 FROM done RETURNING id, subscriber
)
SELECT p.id, b.state, a.address, s.language
FROM proof p JOIN before b USING (subscriber) JOIN subscriber s ON s.id = p.subscriber
JOIN address a ON a.subscriber = p.subscriber AND a.is_primary;
