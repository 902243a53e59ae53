-- list-held-add(list bigint, raw bytea, sender text, from_address text, subject text, reason text) -> id bigint, is_new bool
-- A mail server that heard no answer sends again: what waits already is not held twice.
WITH waiting AS (
  SELECT id FROM held_message WHERE list = $1 AND state = 'held' AND raw = $2 ORDER BY id LIMIT 1
), added AS (
  INSERT INTO held_message (list, raw, sender, from_address, subject, reason)
  SELECT $1, $2, $3, $4, $5, $6 WHERE NOT EXISTS (SELECT FROM waiting)
  RETURNING id
)
SELECT id, true FROM added UNION ALL SELECT id, false FROM waiting;
