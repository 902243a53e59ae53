-- list-all() -> id bigint, name text, domain text, kind text, title text, language text, is_public bool, is_closed bool, subscribers bigint, posts bigint, held bigint
SELECT l.id, l.name, l.domain, l.kind, l.title, l.language, l.is_public, l.closed_at IS NOT NULL,
       (SELECT count(*) FROM subscription s WHERE s.list = l.id AND s.state = 'confirmed'),
       (SELECT count(*) FROM post p WHERE p.list = l.id),
       (SELECT count(*) FROM held_message h WHERE h.list = l.id AND h.state = 'held')
FROM list l WHERE l.deleted_at IS NULL ORDER BY l.name;
