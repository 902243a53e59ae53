-- site-me-address-remove(token text, handle text) -> done bool
SELECT me_address_remove($1, $2);
