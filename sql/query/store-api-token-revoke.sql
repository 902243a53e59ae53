-- store-api-token-revoke(name text) -> id bigint
UPDATE api_token SET revoked_at = coalesce(revoked_at, the_time()) WHERE name = $1 RETURNING id;
