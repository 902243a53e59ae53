-- list-get-row(list bigint, name text) -> id bigint, name text, domain text, kind text, title text, description text, language text, prefix text, is_public bool, policy text, reply_to text, author_in text, footer text, clicks text, is_closed bool, version text
-- By one of the two; the other is 0 or NULL. By the name it has or had a deleted one is not found.
-- version: another one after each change, see posts_meet.
SELECT id, name, domain, kind, title, description, language, subject_prefix, is_public, policy, reply_to, author_in, footer, clicks, closed_at IS NOT NULL, xmin::text
FROM list
WHERE id = $1
   OR (deleted_at IS NULL AND id = coalesce((SELECT id FROM list WHERE name = $2), (SELECT list FROM list_former_name WHERE name = $2)));
