-- list-trouble-settle(list bigint, faults text[])
-- Of the list, only these are wrong now.
DELETE FROM trouble WHERE list = $1 AND fault <> ALL ($2::text[]);
