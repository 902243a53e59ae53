-- site-api-contributions(token text, most int, only bigint, state text, after bigint, count int) -> status int, body text
SELECT status, coalesce(body, '') FROM api_contributions($1, $2, nullif($3, 0), $4, $5, $6);
