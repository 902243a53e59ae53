-- news-edition-resend(edition bigint) -> again bigint, never bigint
-- Who failed and can still get it is queued, with all tries before them; a deadline that has passed
-- is lifted. A mailing that was finished runs again. never: who left, is on a break, suspended,
-- suppressed or erased. Nobody of a mailing that is cancelled.
WITH ours AS MATERIALIZED (
  SELECT m.id, m.list, m.edition FROM mailing m
  WHERE m.edition = $1::bigint AND m.state IN ('running', 'paused', 'finished')
  FOR UPDATE
), failed AS MATERIALIZED (
  SELECT d.ctid AS place,
         EXISTS (
           SELECT FROM subscription u JOIN subscriber s ON s.id = u.subscriber JOIN address a ON a.subscriber = s.id AND a.is_primary
           WHERE u.list = o.list AND u.subscriber = d.recipient AND u.state = 'confirmed' AND u.delivery <> 'none' AND NOT is_on_break(s) AND NOT is_paused(u)
             AND NOT EXISTS (SELECT FROM bounce_score b WHERE b.list = o.list AND b.subscriber = s.id AND b.state IN ('suspended', 'trying'))
             AND NOT EXISTS (SELECT FROM suppression p WHERE p.address_key = a.address_key AND (p.list IS NULL OR p.list = o.list))
         ) AS can
  FROM ours o JOIN delivery d ON d.mailing = o.id AND d.state = 'f'
  FOR UPDATE OF d SKIP LOCKED
), changed AS (
  UPDATE delivery d SET state = 'q', attempts = 0, next_try = the_time(), settled_at = NULL
  WHERE d.ctid = ANY (ARRAY(SELECT place FROM failed WHERE can))
), lifted AS (
  UPDATE sending g
  SET not_after = CASE WHEN g.not_after > the_time() THEN g.not_after END, opens_at = the_time()
  FROM ours o WHERE g.edition = o.edition AND EXISTS (SELECT FROM failed WHERE can)
), opened AS (
  UPDATE mailing m
  SET state = 'running', finished_at = NULL, sent = NULL, failed = NULL, unknown = NULL, folded_at = NULL
  FROM ours o WHERE m.id = o.id AND m.state = 'finished' AND EXISTS (SELECT FROM failed WHERE can)
  RETURNING m.edition
), edition_opened AS (
  UPDATE edition e SET state = 'running' FROM opened o WHERE e.id = o.edition AND e.state = 'finished'
)
SELECT count(*) FILTER (WHERE can), count(*) FILTER (WHERE NOT can) FROM failed;
