-- list-find-row(name text) -> id bigint, name text, domain text, is_closed bool
-- By the name it has or had.
SELECT id, name, domain, closed_at IS NOT NULL FROM list
WHERE deleted_at IS NULL
  AND id = coalesce((SELECT id FROM list WHERE name = $1), (SELECT list FROM list_former_name WHERE name = $1));
