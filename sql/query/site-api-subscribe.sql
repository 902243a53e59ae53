-- site-api-subscribe(token text, most int, address_key text, address text, name text, language text, lists text[], delivery text, territories text[], interests text[], consent text, per_address int, overall int) -> status int, body text
SELECT status, coalesce(body, '') FROM api_subscribe($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13);
