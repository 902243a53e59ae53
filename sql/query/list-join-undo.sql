-- list-join-undo(list bigint, event bigint, days int, how text) -> subscriber bigint, outcome text
SELECT coalesce(subscriber, 0), outcome FROM join_undo($1, $2, $3, $4);
