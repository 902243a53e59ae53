-- list-retain-remind(months int) -> subscriber bigint, address text, language text, list_name text, list bigint
-- The next who was not heard of for so long, marked as reminded; nobody where no list of theirs can
-- write to them: those wait until it can. Locked until the caller commits.
WITH due AS (
  SELECT s.id, l.id AS list, l.name
  FROM subscriber s
  CROSS JOIN LATERAL (
    SELECT l.id, l.name FROM subscription u JOIN list l ON l.id = u.list
    WHERE u.subscriber = s.id AND u.state = 'confirmed' ORDER BY u.changed_at, l.id LIMIT 1) l
  WHERE s.reminded_at IS NULL AND s.last_contact_at < the_time() - $1 * interval '1 month'
  ORDER BY s.last_contact_at, s.id LIMIT 1 FOR UPDATE OF s SKIP LOCKED
)
UPDATE subscriber s SET reminded_at = the_time() FROM due, address a
WHERE s.id = due.id AND a.subscriber = s.id AND a.is_primary
RETURNING s.id, a.address, s.language, due.name, due.list;
