-- list-roles(list bigint) -> address text, role text
SELECT address, role FROM list_role WHERE list = $1 ORDER BY role DESC, address;
