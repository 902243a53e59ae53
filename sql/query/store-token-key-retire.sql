-- store-token-key-retire(id int) -> is_known bool, is_retired bool
SELECT r IS NOT NULL, coalesce(r, false) FROM token_key_retire($1) r;
