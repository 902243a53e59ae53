-- archive-named(list bigint, name text, only bigint[], last bigint, count int) -> message bigint, message_id text, raw bytea
-- Messages that show a name, or whose author's name it is; of one list, or of all where it is 0; of these alone, if any.
-- Where initials are shown in its place, too.
SELECT m.id, m.message_id, m.raw FROM message m LEFT JOIN message_whole w ON w.message = m.id
WHERE m.id > $4 AND (position($2 IN m.subject) > 0 OR position($2 IN m.body) > 0 OR position($2 IN m.html) > 0 OR position($2 IN m.from_name) > 0
    OR position($2 IN concat_ws(E'\n', w.subject, w.body, w.html, w.from_name)) > 0)
  AND ($1 = 0 OR EXISTS (SELECT FROM post p WHERE p.message = m.id AND p.list = $1))
  AND ($3::bigint[] = '{}' OR m.id = ANY ($3))
ORDER BY m.id LIMIT $5;
