-- list-standing(list bigint, address_key text) -> subscriber bigint, state text, posting text, posts bigint, is_owner bool, is_moderator bool
-- One row, whoever it is: subscriber 0 for nobody known. Not on the list: state 'none'. Posts are counted to a hundred only.
SELECT coalesce(a.subscriber, 0), coalesce(s.state, 'none'), coalesce(s.posting, 'rules'),
       (SELECT count(*) FROM (SELECT FROM post p WHERE p.list = $1 AND p.subscriber = a.subscriber LIMIT 100) own),
       EXISTS (SELECT FROM list_role r WHERE r.list = $1 AND r.role = 'owner' AND lower(r.address) = $2),
       EXISTS (SELECT FROM list_role r WHERE r.list = $1 AND r.role = 'moderator' AND lower(r.address) = $2)
FROM (SELECT $2::text AS key) given
LEFT JOIN address a ON a.address_key = given.key
LEFT JOIN subscription s ON s.subscriber = a.subscriber AND s.list = $1;
