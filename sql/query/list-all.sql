-- list-all(tree bool) -> id bigint, name text, domain text, kind text, title text, language text, is_public bool, is_closed bool, parent text, level int, subscribers bigint, posts bigint, held bigint
-- By name, or each behind the list above it.
WITH RECURSIVE tree (id, level, path) AS (
  SELECT id, 0, ARRAY[name] FROM list WHERE parent IS NULL
  UNION ALL
  SELECT l.id, t.level + 1, t.path || l.name FROM tree t JOIN list l ON l.parent = t.id
)
SELECT l.id, l.name, l.domain, l.kind, l.title, l.language, l.is_public, l.closed_at IS NOT NULL, coalesce(p.name, ''), t.level,
       (SELECT count(*) FROM subscription s WHERE s.list = l.id AND s.state = 'confirmed'),
       (SELECT count(*) FROM post p WHERE p.list = l.id),
       (SELECT count(*) FROM held_message h WHERE h.list = l.id AND h.state = 'held')
FROM tree t JOIN list l USING (id) LEFT JOIN list p ON p.id = l.parent
WHERE l.deleted_at IS NULL
ORDER BY CASE WHEN $1 THEN t.path ELSE ARRAY[l.name] END;
