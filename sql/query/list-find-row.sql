-- list-find-row(name text) -> id bigint, name text, domain text, kind text, title text, description text, language text, prefix text, is_public bool, policy text
SELECT id, name, domain, kind, title, description, language, subject_prefix, is_public, policy
FROM list WHERE name = $1;
