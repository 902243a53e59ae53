-- store-api-token-list() -> name text, scopes text, state text, created_at bigint, expires_at bigint, used_at bigint
SELECT name, array_to_string(scopes, ' '), CASE WHEN revoked_at IS NOT NULL THEN 'revoked' WHEN expires_at <= the_time() THEN 'expired' ELSE 'good' END,
       us(created_at), coalesce(us(expires_at), 0), coalesce(us(used_at), 0)
FROM api_token ORDER BY id;
