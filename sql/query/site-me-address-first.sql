-- site-me-address-first(token text, handle text, per_address int, overall int) -> verdict text
SELECT me_address_first($1, $2, $3, $4);
