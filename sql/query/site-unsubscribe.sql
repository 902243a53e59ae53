-- site-unsubscribe(token text) -> list_title text
SELECT title FROM unsubscribe($1) AS title WHERE title IS NOT NULL;
