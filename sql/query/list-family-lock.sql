-- list-family-lock(name text) -> id bigint, title text, template text, by_what text, within text, domain text, language text
-- Two that carry out the same family wait for each other.
SELECT id, title, template, by_what, within, domain, language FROM list_family WHERE name = $1 FOR UPDATE;
