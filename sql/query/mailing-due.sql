-- mailing-due(most int) -> id bigint, kind text, list bigint, edition bigint, message bigint, posted_to bigint, list_name text, domain text, created bigint, not_after bigint, is_shared bool
-- LATERAL with a limit: one look at the index a mailing, whatever the planner believes. From its
-- end, where the last to be claimed are: at its beginning is what was claimed, until vacuum passes.
SELECT m.id, m.kind, coalesce(m.list, 0), coalesce(m.edition, 0), coalesce(m.message, 0), coalesce(m.posted_to, m.list, 0), l.name, l.domain, us(m.created_at), coalesce(us(g.not_after), 0),
       m.kind = 'post' AND coalesce(l.fan_out = 'shared', false)
FROM mailing m
CROSS JOIN LATERAL (
  SELECT FROM delivery d
  WHERE d.mailing = m.id AND d.state = 'q' AND d.next_try <= the_time()
  ORDER BY d.next_try DESC, d.recipient DESC
  LIMIT 1
) due
LEFT JOIN list l ON l.id = m.list
LEFT JOIN sending g ON g.edition = m.edition
WHERE m.state = 'running' AND (g.edition IS NULL OR g.opens_at <= the_time() AND g.not_after > the_time() IS NOT FALSE)
ORDER BY m.kind = 'edition', m.id
LIMIT $1;
