-- archive-withdraw(list bigint, message bigint, what text, reason text) -> done bool
SELECT post_withdraw($1, $2, $3, $4);
