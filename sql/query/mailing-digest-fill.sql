-- mailing-digest-fill(list bigint, zone text) -> mailings bigint, readers bigint
-- Who is due: the oldest post waited for the hour, or there are enough; who gets digests no more has
-- the rest at once. Not while nothing of theirs is to be sent: it waits on. Readers of the same
-- posts share a mailing. What waited is taken as it is queued, in one statement: any number may run
-- at once, and none that dies leaves anything out or twice. What is more than two hundred posts or some
-- eight megabytes goes as several; a post counts for what it is in the digest (list/digest-write.c), and
-- for the room that it takes while that is written.
WITH due AS MATERIALIZED (
  SELECT u.subscriber
  FROM list l
  JOIN subscription u ON u.list = l.id AND u.state = 'confirmed' AND u.delivery <> 'none'
  JOIN subscriber s ON s.id = u.subscriber
  CROSS JOIN LATERAL (
    SELECT w.at FROM digest_wait w WHERE w.list = u.list AND w.subscriber = u.subscriber ORDER BY w.at LIMIT 1
  ) oldest
  CROSS JOIN LATERAL (
    SELECT digest_moment(u.digest_every, l.digest_hour, l.digest_day, coalesce(s.time_zone, $2::text)) AS at
  ) hour
  WHERE l.id = $1::bigint AND NOT is_on_break(s) AND NOT is_paused(u)
    AND (u.delivery <> 'digest'
         OR (oldest.at < hour.at AND u.digested_at >= hour.at IS NOT TRUE)
         OR EXISTS (SELECT FROM digest_wait w WHERE w.list = u.list AND w.subscriber = u.subscriber OFFSET coalesce(u.digest_posts, l.digest_posts) - 1))
    AND NOT EXISTS (SELECT FROM bounce_score b WHERE b.list = u.list AND b.subscriber = s.id AND b.state IN ('suspended', 'trying'))
    AND NOT EXISTS (SELECT FROM suppression p JOIN address a USING (address_key)
                    WHERE a.subscriber = s.id AND a.is_primary AND (p.list IS NULL OR p.list = u.list))
), taken AS (
  DELETE FROM digest_wait w USING due WHERE w.list = $1::bigint AND w.subscriber = due.subscriber
  RETURNING w.subscriber, w.message
), weight AS MATERIALIZED (
  SELECT m.id, CASE WHEN EXISTS (SELECT FROM post p JOIN list l ON l.id = p.list WHERE p.message = m.id AND NOT l.is_public) THEN octet_length(m.raw)
                    ELSE least(octet_length(m.raw), 102400) + octet_length(m.raw) / 16 END AS bytes
  FROM message m WHERE m.id IN (SELECT message FROM taken)
), laid AS (
  SELECT t.subscriber, t.message, (row_number() OVER own - 1) / 200 AS by_number, (sum(w.bytes) OVER own - w.bytes)::bigint / 8000000 AS by_bytes
  FROM (SELECT DISTINCT subscriber, message FROM taken) t JOIN weight w ON w.id = t.message
  WINDOW own AS (PARTITION BY t.subscriber ORDER BY t.message)
), content AS MATERIALIZED (
  SELECT subscriber, array_agg(message ORDER BY message) AS posts FROM laid GROUP BY subscriber, by_number, by_bytes
), issue AS (
  INSERT INTO mailing (kind, list, posts, total)
  SELECT 'digest', $1::bigint, posts, count(*) FROM content GROUP BY posts ORDER BY posts
  RETURNING id, posts
), filled AS (
  INSERT INTO delivery (mailing, recipient)
  SELECT i.id, c.subscriber FROM issue i JOIN content c USING (posts) ORDER BY i.id, c.subscriber
), moved AS (
  UPDATE subscription u SET digested_at = the_time() FROM content c WHERE u.list = $1::bigint AND u.subscriber = c.subscriber
)
SELECT (SELECT count(*) FROM issue), (SELECT count(DISTINCT subscriber) FROM content);
