-- site-api-subscribers(token text, most int, after bigint, count int, address_key text) -> status int, body text
SELECT status, coalesce(body, '') FROM api_subscribers($1, $2, $3, $4, $5);
