-- list-invite-count(list bigint, who audience) -> people bigint
SELECT count(*) FROM subscriber s WHERE (/*audience*/ true) AND may_be_invited($1::bigint, s);
