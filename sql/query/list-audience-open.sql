-- list-audience-open(list bigint, expression text)
INSERT INTO list_audience (list, expression) VALUES ($1, $2)
ON CONFLICT (list) DO UPDATE SET expression = EXCLUDED.expression, opened_at = the_time(), looked_at = the_time();
