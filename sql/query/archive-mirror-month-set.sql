-- archive-mirror-month-set(list bigint, month text, version text)
INSERT INTO mirror_month (list, month, version) VALUES ($1, $2, $3)
ON CONFLICT (list, month) DO UPDATE SET version = excluded.version;
