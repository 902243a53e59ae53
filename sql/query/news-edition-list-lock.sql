-- news-edition-list-lock(name text) -> id bigint, kind text, domain text, language text
-- Two editions that are made at once get one number after the other.
SELECT id, kind, domain, language FROM list WHERE name = $1 FOR UPDATE;
