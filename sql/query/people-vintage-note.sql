-- people-vintage-note(data text, version text)
INSERT INTO vintage (data, version) VALUES ($1, $2)
ON CONFLICT (data) DO UPDATE SET version = excluded.version, loaded_at = the_time();
