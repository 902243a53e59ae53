-- news-edition-image-insert(edition bigint, name text, hash text, type text, width int, height int, data bytea)
INSERT INTO edition_image (edition, name, hash, type, width, height, data) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (edition, name) DO UPDATE SET hash = excluded.hash, type = excluded.type, width = excluded.width,
  height = excluded.height, data = excluded.data;
