-- archive-named(list bigint, only bigint[], last bigint, count int, bytes bigint) -> message bigint, message_id text, shown text, raw bytea
-- What may have a name in it: messages of one list, or of all where it is 0; of these alone, if any; the next by number, a lot of
-- so many and so large together. Each with all that is shown of it: where initials are shown in a name's place, the name too; and
-- what is hidden for the time being.
WITH own AS (
  SELECT o.message FROM (
    (SELECT p.message FROM post p WHERE p.list = $1 AND p.message > $3 AND ($2::bigint[] = '{}' OR p.message = ANY ($2)) ORDER BY p.message LIMIT $4)
    UNION (SELECT h.message FROM withdrawn_post h
           WHERE h.list = $1 AND h.what = 'hide' AND h.message > $3 AND ($2::bigint[] = '{}' OR h.message = ANY ($2)) ORDER BY h.message LIMIT $4)
    UNION (SELECT m.id FROM message m WHERE $1 = 0 AND m.id > $3 AND ($2::bigint[] = '{}' OR m.id = ANY ($2)) ORDER BY m.id LIMIT $4)
  ) o ORDER BY o.message LIMIT $4
), sized AS MATERIALIZED (
  SELECT o.message, sum(octet_length(m.raw)) OVER (ORDER BY o.message) - octet_length(m.raw) AS before FROM own o JOIN message m ON m.id = o.message
)
SELECT m.id, m.message_id,
  concat_ws(E'\n', m.subject, m.body, m.html, m.from_name, jsonb_path_query_array(m.parts, '$[*].name')::text, w.subject, w.body, w.html, w.from_name), m.raw
FROM sized s JOIN message m ON m.id = s.message LEFT JOIN message_whole w ON w.message = m.id
WHERE s.before < $5
ORDER BY m.id;
