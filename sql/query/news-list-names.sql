-- news-list-names() -> name text
SELECT name FROM list ORDER BY name;
