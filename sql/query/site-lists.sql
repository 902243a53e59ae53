-- site-lists() -> name text, title text, description text, kind text, posts bigint, last bigint
SELECT name, title, description, kind, coalesce(posts, 0), us(last_date) FROM list ORDER BY title, name;
