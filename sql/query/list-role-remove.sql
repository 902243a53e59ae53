-- list-role-remove(list bigint, address text, role text)
DELETE FROM list_role WHERE list = $1 AND lower(address) = lower($2) AND role = $3;
