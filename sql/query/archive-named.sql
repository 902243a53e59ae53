-- archive-named(list bigint, name text, only bigint[], last bigint, count int, forms text[]) -> message bigint, message_id text, raw bytea
-- Messages that show a name, or whose author's name it is, or whose mail has one of its forms; of one list, or of all where it
-- is 0; of these alone, if any. Where initials are shown in its place, too, and what is hidden for the time being. A name of
-- several words is found in capitals and across lines.
WITH wanted AS MATERIALIZED (
  SELECT CASE WHEN $2 ~ '\S\s+\S' THEN '(?i)' ELSE '' END ||
         regexp_replace(regexp_replace(trim($2), '([^[:alnum:][:space:]])', '\\\1', 'g'), '\s+', '[\\s> ]+', 'g') AS pattern
)
SELECT m.id, m.message_id, m.raw FROM wanted n, message m LEFT JOIN message_whole w ON w.message = m.id
WHERE m.id > $4
  AND ($1 = 0 OR EXISTS (SELECT FROM post p WHERE p.message = m.id AND p.list = $1)
       OR EXISTS (SELECT FROM withdrawn_post h WHERE h.message = m.id AND h.list = $1 AND h.what = 'hide'))
  AND ($3::bigint[] = '{}' OR m.id = ANY ($3))
  AND (concat_ws(E'\n', m.subject, m.body, m.html, m.from_name, jsonb_path_query_array(m.parts, '$[*].name')::text) ~ n.pattern
       OR concat_ws(E'\n', w.subject, w.body, w.html, w.from_name) ~ n.pattern
       OR EXISTS (SELECT FROM unnest($6::text[]) f WHERE position(convert_to(f, 'UTF8') IN m.raw) > 0))
ORDER BY m.id LIMIT $5;
