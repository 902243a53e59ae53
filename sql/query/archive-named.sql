-- archive-named(list bigint, name text, only bigint[], last bigint, count int, forms text[]) -> message bigint, message_id text, is_shown bool, raw bytea
-- Messages that show a name, or whose author's name it is, or whose mail has one of its forms; of one list, or of all where it
-- is 0; of these alone, if any. Where initials are shown in its place, too, and what is hidden for the time being. A name of
-- several words is found in capitals and across lines, and not in a longer one. The list's own come first, so that no other
-- mail is opened.
WITH wanted AS MATERIALIZED (
  SELECT CASE WHEN $2 ~ '\S\s+\S' THEN '(?i)(?<![[:alnum:]])' || words || '(?![[:alnum:]])' ELSE words END AS pattern
  FROM regexp_replace(regexp_replace(trim($2), '([^[:alnum:][:space:]])', '\\\1', 'g'), '\s+', '[\\s>\\u00a0]+', 'g') words
), own AS MATERIALIZED (
  SELECT o.message FROM (
    SELECT p.message FROM post p WHERE p.list = $1
    UNION SELECT h.message FROM withdrawn_post h WHERE h.list = $1 AND h.what = 'hide'
    UNION SELECT m.id FROM message m WHERE $1 = 0
  ) o WHERE o.message > $4 AND ($3::bigint[] = '{}' OR o.message = ANY ($3))
)
SELECT m.id, m.message_id, s.is_shown, m.raw
FROM own o JOIN message m ON m.id = o.message LEFT JOIN message_whole w ON w.message = m.id CROSS JOIN wanted n
CROSS JOIN LATERAL (
  SELECT concat_ws(E'\n', m.subject, m.body, m.html, m.from_name, jsonb_path_query_array(m.parts, '$[*].name')::text) ~ n.pattern
         OR concat_ws(E'\n', w.subject, w.body, w.html, w.from_name) ~ n.pattern AS is_shown
) s
WHERE s.is_shown OR EXISTS (SELECT FROM unnest($6::text[]) f WHERE position(convert_to(f, 'UTF8') IN m.raw) > 0)
ORDER BY m.id LIMIT $5;
