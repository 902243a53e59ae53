-- site-api-again(token text, most int, key text, request bytea) -> status int, body text
SELECT status, coalesce(body, '') FROM api_again($1, $2, $3, $4);
