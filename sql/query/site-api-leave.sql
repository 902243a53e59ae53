-- site-api-leave(token text, most int, list text, subscriber bigint) -> status int, body text
SELECT status, coalesce(body, '') FROM api_leave($1, $2, $3, $4);
