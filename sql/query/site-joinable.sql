-- site-joinable() -> name text, title text, description text, is_newsletter bool
SELECT name, title, description, is_newsletter FROM joinable ORDER BY title, name;
