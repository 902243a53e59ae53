-- site-me-private(token text) -> name text, title text
SELECT name, title FROM me_private($1);
