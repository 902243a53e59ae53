-- mailing-status(all_of_them bool, most int) -> id bigint, kind text, list_name text, state text, total bigint, sent bigint, queued bigint, claimed bigint, failed bigint, unknown bigint, created bigint
-- Without the first, what is finished for more than a day is left out.
SELECT m.id, m.kind, l.name, m.state, m.total::bigint, d.sent, d.queued, d.claimed, d.failed, d.unknown,
       us(m.created_at)
FROM (
  SELECT * FROM mailing
  WHERE $1 OR state IN ('running', 'paused') OR coalesce(finished_at, created_at) > the_time() - interval '1 day'
  ORDER BY id DESC
  LIMIT $2
) m
LEFT JOIN list l ON l.id = m.list
CROSS JOIN LATERAL (
  SELECT count(*) FILTER (WHERE state = 's') AS sent,
         count(*) FILTER (WHERE state = 'q') AS queued,
         count(*) FILTER (WHERE state = 'c') AS claimed,
         count(*) FILTER (WHERE state = 'f') AS failed,
         count(*) FILTER (WHERE state = 'u') AS unknown
  FROM delivery WHERE mailing = m.id
) d
ORDER BY m.id DESC;
