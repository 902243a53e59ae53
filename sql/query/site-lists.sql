-- site-lists() -> name text, title text, description text, kind text, language text, posts bigint, last bigint
SELECT name, title, description, kind, language, coalesce(posts, 0), us(last_date) FROM list ORDER BY title, name;
