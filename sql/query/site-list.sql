-- site-list(name text) -> title text, description text, kind text
SELECT title, description, kind FROM list WHERE name = $1;
