-- site-short(hash text) -> list text, link text
SELECT list_name, link FROM post WHERE short_hash = $1 ORDER BY accepted_at, list, message LIMIT 1;
