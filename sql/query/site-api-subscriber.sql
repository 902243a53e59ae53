-- site-api-subscriber(token text, most int, subscriber bigint) -> status int, body text
SELECT status, coalesce(body, '') FROM api_subscriber($1, $2, $3);
