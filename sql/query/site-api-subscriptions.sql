-- site-api-subscriptions(token text, most int, list text, after bigint, count int) -> status int, body text
SELECT status, coalesce(body, '') FROM api_subscriptions($1, $2, $3, $4, $5);
