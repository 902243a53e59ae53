-- list-intake-waiting(most int) -> id bigint, list_name text, state text, received bigint, bytes bigint, tries int, fault text
-- Those whose list or author was deleted past the triggers, and then those that were set aside, first: they wait for a person.
SELECT i.id, coalesce(l.name, ''), CASE WHEN o.fault <> '' THEN 'orphaned' WHEN i.set_aside_at IS NOT NULL THEN 'set aside' WHEN i.fault IS NOT NULL THEN 'put off' ELSE 'waiting' END,
       us(i.received_at), octet_length(i.raw)::bigint, i.tries + i.begun,
       CASE WHEN o.fault <> '' THEN o.fault ELSE coalesce(i.fault, '') END
FROM intake i LEFT JOIN list l ON l.id = i.list
CROSS JOIN LATERAL (SELECT CASE WHEN l.id IS NULL THEN 'its list is no more'
                                WHEN i.subscriber IS NOT NULL AND NOT EXISTS (SELECT FROM subscriber s WHERE s.id = i.subscriber) THEN 'its author is no more'
                                ELSE '' END AS fault) o
ORDER BY o.fault = '', i.set_aside_at IS NULL, i.id LIMIT $1;
