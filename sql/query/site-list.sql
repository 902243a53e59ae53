-- site-list(name text) -> title text, description text, kind text, domain text, language text
SELECT title, description, kind, domain, language FROM list WHERE name = $1;
