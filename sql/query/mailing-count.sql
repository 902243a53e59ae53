-- mailing-count(mailing bigint) -> queued bigint, claimed bigint, sent bigint, failed bigint, unknown bigint, total bigint
SELECT d.queued, d.claimed, coalesce(m.sent, m.folded + d.sent), coalesce(m.failed, d.failed), coalesce(m.unknown, d.unknown), m.total::bigint
FROM mailing m
CROSS JOIN LATERAL (
  SELECT count(*) FILTER (WHERE d.state = 'q') AS queued,
         count(*) FILTER (WHERE d.state = 'c') AS claimed,
         count(*) FILTER (WHERE d.state = 's') AS sent,
         count(*) FILTER (WHERE d.state = 'f') AS failed,
         count(*) FILTER (WHERE d.state = 'u') AS unknown
  FROM delivery d WHERE d.mailing = m.id AND m.sent IS NULL
) d
WHERE m.id = $1;
