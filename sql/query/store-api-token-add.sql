-- store-api-token-add(name text, token text, scopes text[], days int) -> id bigint
INSERT INTO api_token (name, hash, scopes, expires_at)
VALUES ($1, sha256(convert_to($2::text, 'UTF8')), $3, CASE WHEN $4::int > 0 THEN the_time() + $4::int * interval '1 day' END)
ON CONFLICT (name) DO NOTHING RETURNING id;
