-- list-intake-drop(id bigint) -> list_name text, message_id text
-- What could not be filed, or never will be, its list or author being no more; none that merely waits.
DELETE FROM intake i WHERE i.id = $1
  AND (i.fault IS NOT NULL OR i.set_aside_at IS NOT NULL OR NOT EXISTS (SELECT FROM list l WHERE l.id = i.list)
       OR (i.subscriber IS NOT NULL AND NOT EXISTS (SELECT FROM subscriber s WHERE s.id = i.subscriber)))
RETURNING coalesce((SELECT l.name FROM list l WHERE l.id = i.list), ''), i.message_id;
