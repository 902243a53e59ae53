-- list-print-add(list bigint, print bytea)
INSERT INTO post_print (list, print) VALUES ($1, $2) ON CONFLICT DO NOTHING;
