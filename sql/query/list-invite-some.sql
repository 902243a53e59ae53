-- list-invite-some(list bigint, who audience, most int) -> address text, name text
SELECT coalesce(a.address, ''), coalesce(s.name, '') FROM subscriber s LEFT JOIN address a ON a.subscriber = s.id AND a.is_primary
WHERE (/*audience*/ true) AND may_be_invited($1::bigint, s) ORDER BY s.id LIMIT $2::int;
