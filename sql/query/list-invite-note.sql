-- list-invite-note(list bigint, expression text, people bigint)
SELECT FROM audit_invited($1, $2, $3);
