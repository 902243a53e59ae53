-- site-erase-ask(token text) -> masked text
SELECT masked FROM erase_ask($1) AS masked WHERE masked IS NOT NULL;
