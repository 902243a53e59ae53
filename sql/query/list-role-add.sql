-- list-role-add(list bigint, address text, role text)
INSERT INTO list_role (list, address, role) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING;
