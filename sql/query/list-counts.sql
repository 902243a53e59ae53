-- list-counts(list bigint) -> subscribers bigint, posts bigint, held bigint
SELECT (SELECT count(*) FROM subscription s WHERE s.list = $1 AND s.state = 'confirmed'),
       (SELECT count(*) FROM post p WHERE p.list = $1),
       (SELECT count(*) FROM held_message h WHERE h.list = $1 AND h.state = 'held');
