-- list-leave(list bigint, subscriber bigint, how text) -> event bigint, was text, address text, language text
-- One row when they leave by it: the number of the proof and what they were; none when they had left
-- or were never on it. Whom it reaches through another list only (0177) were 'reached': having left it
-- they stay on the other and get no more of this. Leaving by mail is a sign of life; being taken off by
-- a coordinator is none.
WITH before AS (
  SELECT subscriber, state FROM subscription
  WHERE list = $1 AND subscriber = subscriber_now($2) AND state <> 'unsubscribed' FOR UPDATE
), reached AS (
  INSERT INTO subscription (list, subscriber, state)
  SELECT $1, n.subscriber, 'unsubscribed' FROM (SELECT subscriber_now($2) AS subscriber) n
  WHERE NOT EXISTS (SELECT FROM subscription u WHERE u.list = $1 AND u.subscriber = n.subscriber)
    AND EXISTS (SELECT FROM list_reach($1) r JOIN subscription u ON u.list = r.list AND u.subscriber = n.subscriber AND u.state = 'confirmed')
  ON CONFLICT DO NOTHING RETURNING subscriber
), done AS (
  UPDATE subscription u SET state = 'unsubscribed', changed_at = the_time()
  FROM before b WHERE u.list = $1 AND u.subscriber = b.subscriber RETURNING u.subscriber
), gone AS (
  SELECT d.subscriber, b.state FROM done d JOIN before b USING (subscriber) UNION ALL SELECT subscriber, 'reached' FROM reached
), contact AS (
  UPDATE subscriber SET last_contact_at = the_time()
  WHERE id IN (SELECT subscriber FROM gone) AND $3 = 'mail'
), proof AS (
  INSERT INTO consent_event (subscriber, list, what, how)
  SELECT subscriber, $1, 'unsubscribe', $3 FROM gone RETURNING id, subscriber
)
SELECT p.id, g.state, a.address, s.language
FROM proof p JOIN gone g USING (subscriber) JOIN subscriber s ON s.id = p.subscriber
JOIN address a ON a.subscriber = p.subscriber AND a.is_primary;
