-- mailing-due(most int) -> id bigint, kind text, list bigint, edition bigint, message bigint, list_name text, domain text, created bigint
-- LATERAL with a limit: one look at the index a mailing, whatever the planner believes. From its
-- end, where the last to be claimed are: at its beginning is what was claimed, until vacuum passes.
SELECT m.id, m.kind, coalesce(m.list, 0), coalesce(m.edition, 0), coalesce(m.message, 0), l.name, l.domain, us(m.created_at)
FROM mailing m
CROSS JOIN LATERAL (
  SELECT FROM delivery d
  WHERE d.mailing = m.id AND d.state = 'q' AND d.next_try <= the_time()
  ORDER BY d.next_try DESC, d.recipient DESC
  LIMIT 1
) due
LEFT JOIN list l ON l.id = m.list
WHERE m.state = 'running'
ORDER BY m.kind = 'edition', m.id
LIMIT $1;
