-- archive-mirror-set(list bigint, url text, etag text)
INSERT INTO mirror (list, url, etag) VALUES ($1, $2, $3)
ON CONFLICT (list) DO UPDATE SET url = excluded.url, etag = excluded.etag, asked_at = the_time();
