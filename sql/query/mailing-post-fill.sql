-- mailing-post-fill(list bigint, message bigint) -> mailing bigint, readers bigint
-- A mailing for the list and one for each other that has readers of it (0177), the first of which is
-- the answer with how many get it now. One statement sees each reader in one mode: some get it now,
-- for others it waits for a digest. A thread is important when any post of it was marked, and to who
-- wrote in it; it may be one of several that were found to be one since. Who has the same mail already,
-- which was written to a list above too, gets no second one.
WITH thread AS MATERIALIZED (
  SELECT DISTINCT o.subscriber, bool_or(o.is_important) OVER () AS is_important
  FROM post p JOIN thread h ON h.id = p.thread JOIN thread all_of ON all_of.root = h.root
  JOIN post o ON o.thread = all_of.id AND o.list = p.list
  WHERE p.list = $1::bigint AND p.message = $2::bigint
), reader AS MATERIALIZED (
  SELECT r.list, r.subscriber, r.delivery = 'digest' AS waits
  FROM post_readers($1::bigint, $2::bigint) r
  WHERE (r.delivery <> 'important' OR EXISTS (SELECT FROM thread t WHERE t.is_important OR t.subscriber = r.subscriber))
    AND r.subscriber NOT IN (SELECT h FROM post_had($1::bigint, $2::bigint) h)
), issue AS (
  INSERT INTO mailing (kind, list, message, posted_to, total)
  SELECT 'post', l.list, $2::bigint, NULLIF($1::bigint, l.list), coalesce(n.n, 0)
  FROM (SELECT $1::bigint AS list UNION SELECT list FROM reader) l
  LEFT JOIN (SELECT list, count(*) AS n FROM reader WHERE NOT waits GROUP BY list) n USING (list)
  RETURNING id, list, total
), waiting AS (
  INSERT INTO digest_wait (list, subscriber, message)
  SELECT r.list, r.subscriber, $2::bigint FROM reader r WHERE r.waits
), filled AS (
  INSERT INTO delivery (mailing, recipient)
  SELECT i.id, r.subscriber FROM reader r JOIN issue i USING (list) WHERE NOT r.waits ORDER BY i.id, r.subscriber
)
SELECT max(id) FILTER (WHERE list = $1::bigint), sum(total)::bigint FROM issue;
