-- list-intake-waiting(most int) -> id bigint, list_name text, received bigint, tries int, fault text
SELECT i.id, l.name, us(i.received_at), i.tries, coalesce(i.fault, '') FROM intake i JOIN list l ON l.id = i.list ORDER BY i.id LIMIT $1;
