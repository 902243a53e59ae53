-- store-token-key-read() -> id int, key bytea
SELECT id::int, key FROM token_key WHERE retired_at IS NULL ORDER BY created_at DESC, id DESC;
