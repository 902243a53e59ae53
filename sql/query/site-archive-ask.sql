-- site-archive-ask(token text) -> name text, title text, until bigint
SELECT name, title, us(until) FROM archive_ask($1) WHERE name IS NOT NULL;
