-- list-print-add(list bigint, print bytea)
-- No foreign key keeps the list from being deleted meanwhile.
INSERT INTO post_print (list, print) SELECT l.id, $2 FROM list l WHERE l.id = $1 FOR KEY SHARE ON CONFLICT DO NOTHING;
