-- list-family-insert(name text, title text, template text, by_what text, within text, domain text, language text, owners text[], moderators text[], parent bigint) -> id bigint
-- `parent` 0: none.
INSERT INTO list_family (name, title, template, by_what, within, domain, language, owners, moderators, parent)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, nullif($10::bigint, 0))
ON CONFLICT (name) DO NOTHING
RETURNING id;
