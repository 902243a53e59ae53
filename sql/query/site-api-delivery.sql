-- site-api-delivery(token text, most int, list text, subscriber bigint, delivery text) -> status int, body text
SELECT status, coalesce(body, '') FROM api_delivery($1, $2, $3, $4, $5);
