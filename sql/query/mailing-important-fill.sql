-- mailing-important-fill(list bigint, message bigint) -> mailing bigint, readers bigint
-- For a post that was marked after it was distributed: those whom it is important to and who did not
-- get it, as mailing-post-fill.
WITH reader AS MATERIALIZED (
  SELECT * FROM important_readers($1::bigint, $2::bigint)
), issue AS (
  INSERT INTO mailing (kind, list, message, posted_to, total)
  SELECT 'post', l.list, $2::bigint, NULLIF($1::bigint, l.list), (SELECT count(*) FROM reader r WHERE r.list = l.list)
  FROM (SELECT $1::bigint AS list UNION SELECT list FROM reader) l
  RETURNING id, list, total
), filled AS (
  INSERT INTO delivery (mailing, recipient)
  SELECT i.id, r.subscriber FROM reader r JOIN issue i USING (list) ORDER BY i.id, r.subscriber
)
SELECT max(id) FILTER (WHERE list = $1::bigint), sum(total)::bigint FROM issue;
