-- site-api-archive(token text, most int, list text, after bigint, count int) -> status int, body text
SELECT status, coalesce(body, '') FROM api_archive($1, $2, $3, $4, $5);
