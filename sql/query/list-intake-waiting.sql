-- list-intake-waiting(most int) -> id bigint, list_name text, state text, received bigint, bytes bigint, tries int, fault text
-- Those that were set aside first: they wait for a person.
SELECT i.id, l.name, CASE WHEN i.set_aside_at IS NOT NULL THEN 'set aside' WHEN i.fault IS NOT NULL THEN 'put off' ELSE 'waiting' END,
       us(i.received_at), octet_length(i.raw)::bigint, i.tries + i.begun, coalesce(i.fault, '')
FROM intake i JOIN list l ON l.id = i.list ORDER BY i.set_aside_at IS NULL, i.id LIMIT $1;
