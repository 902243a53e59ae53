-- store-token-key-read() -> id int, key bytea
SELECT id::int, key FROM token_key_in_force ORDER BY signs DESC, created_at DESC, id DESC;
