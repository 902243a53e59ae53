-- list-ban-add(list bigint, pattern text, reason text)
-- 0 is every list. Again is no error, and affects no row.
INSERT INTO ban (list, pattern, reason) VALUES (NULLIF($1::bigint, 0), $2, $3) ON CONFLICT DO NOTHING;
