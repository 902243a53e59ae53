-- site-api-editions(token text, most int, list text, number int, after bigint, count int) -> status int, body text
SELECT status, coalesce(body, '') FROM api_editions($1, $2, $3, nullif($4, 0), $5, $6);
