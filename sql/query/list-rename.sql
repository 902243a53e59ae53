-- list-rename(list bigint, name text)
-- The prefix that a family gave it, its name in brackets, goes with it: else it would be behind its family.
WITH given AS (
  UPDATE list_family_list m SET given = m.given || jsonb_build_object('prefix', '[' || $2::text || ']')
  FROM list l WHERE l.id = $1 AND m.list = l.id AND m.given ->> 'prefix' = '[' || l.name || ']' AND l.subject_prefix = m.given ->> 'prefix'
  RETURNING m.list
)
UPDATE list SET name = $2::text, subject_prefix = CASE WHEN id IN (SELECT list FROM given) THEN '[' || $2::text || ']' ELSE subject_prefix END
WHERE id = $1;
