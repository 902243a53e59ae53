-- site-unsubscribe-ask(token text) -> list_title text
SELECT title FROM unsubscribe_ask($1) AS title WHERE title IS NOT NULL;
