-- store-token-key-rotate() -> id int
SELECT token_key_rotate();
