-- list-policy-set(list bigint, policy text)
UPDATE list SET policy = $2 WHERE id = $1;
