-- site-api-subscriber-set(token text, most int, subscriber bigint, name text, language text, territories text[], interests text[], knowledge text[], days text[]) -> status int, body text
SELECT status, coalesce(body, '') FROM api_subscriber_set($1, $2, $3, $4, $5, $6, $7, $8, $9);
