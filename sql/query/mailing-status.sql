-- mailing-status(all_of_them bool, most int) -> id bigint, kind text, list_name text, state text, total bigint, sent bigint, queued bigint, claimed bigint, failed bigint, unknown bigint, withdrawn bigint, created bigint, why text, opens bigint
-- Without the first, what is finished for more than a day is left out. Only what is not finished
-- is counted. Who did not get a post because it was withdrawn did not fail: that is told apart, and
-- looked for where something failed.
SELECT m.id, m.kind, l.name, m.state, m.total::bigint, coalesce(m.sent, m.folded + d.sent), d.queued, d.claimed,
       coalesce(m.failed, d.failed) - gone.n, coalesce(m.unknown, d.unknown), gone.n, us(m.created_at),
       coalesce(w.why, ''), coalesce(us(w.opens), 0)
FROM (
  SELECT * FROM mailing
  WHERE $1 OR state IN ('running', 'paused') OR coalesce(finished_at, created_at) > the_time() - interval '1 day'
  ORDER BY id DESC
  LIMIT $2
) m
LEFT JOIN list l ON l.id = m.list
CROSS JOIN LATERAL (
  SELECT count(*) FILTER (WHERE d.state = 's') AS sent,
         count(*) FILTER (WHERE d.state = 'q') AS queued,
         count(*) FILTER (WHERE d.state = 'c') AS claimed,
         count(*) FILTER (WHERE d.state = 'f') AS failed,
         count(*) FILTER (WHERE d.state = 'u') AS unknown
  FROM delivery d WHERE d.mailing = m.id AND m.sent IS NULL
) d
CROSS JOIN LATERAL (
  SELECT count(*) AS n FROM delivery d
  WHERE m.kind = 'post' AND coalesce(m.failed, 1) > 0
    AND d.mailing = m.id AND d.state = 'f' AND d.status = '5.6.0' AND d.reply = 'withdrawn from the archive'
) gone
LEFT JOIN LATERAL mailing_waits(m.id) w ON true
ORDER BY m.id DESC;
