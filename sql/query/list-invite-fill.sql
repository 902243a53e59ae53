-- list-invite-fill(list bigint, who audience)
INSERT INTO list_invitation (list, subscriber)
SELECT $1::bigint, s.id FROM subscriber s WHERE (/*audience*/ true) AND may_be_invited($1::bigint, s) ORDER BY s.id
ON CONFLICT DO NOTHING;
