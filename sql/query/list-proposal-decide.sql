-- list-proposal-decide(contribution bigint, state text, text text) -> id bigint
SELECT contribution_decide(ARRAY[$1::bigint], $2, true, $3);
