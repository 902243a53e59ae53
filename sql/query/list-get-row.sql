-- list-get-row(list bigint, name text) -> id bigint, name text, domain text, kind text, title text, description text, language text, prefix text, is_public bool, policy text, reply_to text, author_in text, footer text
-- By one of the two; the other is 0 or NULL.
SELECT id, name, domain, kind, title, description, language, subject_prefix, is_public, policy, reply_to, author_in, footer
FROM list WHERE id = $1 OR name = $2;
