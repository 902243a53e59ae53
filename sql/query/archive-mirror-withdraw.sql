-- archive-mirror-withdraw(list bigint, month text, place text) -> done bool
SELECT mirror_withdraw($1, $2, $3);
