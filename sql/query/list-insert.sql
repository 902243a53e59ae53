-- list-insert(name text, domain text, kind text, title text, description text, language text, prefix text, is_public bool, fan_out text) -> id bigint
INSERT INTO list (name, domain, kind, title, description, language, subject_prefix, is_public, fan_out)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (name) DO NOTHING
RETURNING id;
