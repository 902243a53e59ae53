-- list-post-facts(list bigint, address_key text, patterns text[], message_id text, print bytea, refers_to text[]) -> subscriber bigint, state text, posting text, posts bigint, is_owner bool, is_moderator bool, banned bool, same bool, repeated bool, is_reply bool
-- One row, whoever wrote it: subscriber 0 for nobody known. Not on the list: state 'none', unless its
-- posts reach them through another on which they are, and the list lets those write (0177): then as
-- its members, muted or watched where they are it there. Posts are counted to a hundred only.
-- banned: one of the patterns is, by this list or all of them. same: the list has its Message-ID.
-- repeated: or its print, which is NULL where nothing tells it from another. What waits to be filed
-- (0242) is on the list.
SELECT coalesce(a.subscriber, 0), coalesce(NULLIF(s.state, 'unconfirmed'), r.state, s.state, 'none'), coalesce(s.posting, r.posting, 'rules'),
       (SELECT count(*) FROM (SELECT FROM post p WHERE p.list = $1 AND p.subscriber = a.subscriber
                              UNION ALL SELECT FROM intake i WHERE i.list = $1 AND i.subscriber = a.subscriber LIMIT 100) own),
       EXISTS (SELECT FROM list_role r WHERE r.list = $1 AND r.role = 'owner' AND lower(r.address) = $2),
       EXISTS (SELECT FROM list_role r WHERE r.list = $1 AND r.role = 'moderator' AND lower(r.address) = $2),
       EXISTS (SELECT FROM ban WHERE pattern = ANY ($3) AND (list = $1 OR list IS NULL)),
       EXISTS (SELECT FROM message m JOIN post p ON p.message = m.id AND p.list = $1 WHERE m.message_id = $4)
         OR EXISTS (SELECT FROM intake i WHERE i.list = $1 AND i.message_id = $4),
       EXISTS (SELECT FROM post_print WHERE list = $1 AND print = $5),
       EXISTS (SELECT FROM message m JOIN post p ON p.message = m.id AND p.list = $1 WHERE m.message_id = ANY ($6))
         OR EXISTS (SELECT FROM intake i WHERE i.list = $1 AND i.message_id = ANY ($6))
FROM (SELECT NULLIF($2::text, '') AS key) given
LEFT JOIN address a ON a.address_key = given.key
LEFT JOIN subscription s ON s.subscriber = a.subscriber AND s.list = $1
LEFT JOIN LATERAL (
  SELECT u.state, CASE WHEN bool_or(u.posting = 'muted') OVER () THEN 'muted' WHEN bool_or(u.posting = 'watched') OVER () THEN 'watched' END AS posting
  FROM list_reach($1) t JOIN subscription u ON u.list = t.list AND u.subscriber = a.subscriber AND u.state = 'confirmed'
  WHERE t.distance > 0 AND coalesce(s.state, 'unconfirmed') = 'unconfirmed' AND (SELECT l.reached_post FROM list l WHERE l.id = $1)
  LIMIT 1
) r ON true;
