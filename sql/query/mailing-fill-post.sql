-- mailing-fill-post(mailing bigint, list bigint, message bigint)
-- As mailing-fill, for a post. One statement sees each reader in one mode: some get it now, for
-- others it waits for a digest. A thread is important when any post of it was marked, and to who wrote in it.
WITH thread AS MATERIALIZED (
  SELECT DISTINCT o.subscriber, bool_or(o.is_important) OVER () AS is_important
  FROM post p JOIN post o ON o.thread = p.thread AND o.list = p.list
  WHERE p.list = $2::bigint AND p.message = $3::bigint
), stranger AS MATERIALIZED (
  SELECT t AS subscriber FROM topic_strangers($2::bigint, $3::bigint) t
), reader AS MATERIALIZED (
  SELECT s.id, u.delivery
  FROM subscription u JOIN subscriber s ON s.id = u.subscriber
  WHERE u.list = $2::bigint AND u.state = 'confirmed' AND u.delivery <> 'none' AND NOT is_on_break(s) AND NOT is_paused(u)
    AND NOT EXISTS (SELECT FROM stranger x WHERE x.subscriber = s.id)
    AND NOT EXISTS (SELECT FROM bounce_score b WHERE b.list = u.list AND b.subscriber = s.id AND b.state IN ('suspended', 'trying'))
    AND NOT EXISTS (SELECT FROM suppression p JOIN address a USING (address_key)
                    WHERE a.subscriber = s.id AND a.is_primary AND (p.list IS NULL OR p.list = u.list))
), waiting AS (
  INSERT INTO digest_wait (list, subscriber, message)
  SELECT $2::bigint, r.id, $3::bigint FROM reader r WHERE r.delivery = 'digest'
)
INSERT INTO delivery (mailing, recipient)
SELECT $1::bigint, r.id
FROM reader r
WHERE r.delivery = 'each'
   OR (r.delivery = 'important' AND EXISTS (SELECT FROM thread t WHERE t.is_important OR t.subscriber = r.id))
ORDER BY r.id;
