-- list-intake-drop(id bigint) -> list_name text, message_id text
-- What could not be filed; none that merely waits.
DELETE FROM intake i USING list l WHERE l.id = i.list AND i.id = $1 AND (i.fault IS NOT NULL OR i.set_aside_at IS NOT NULL)
RETURNING l.name, i.message_id;
