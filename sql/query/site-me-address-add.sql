-- site-me-address-add(token text, key text, address text, remote text, per_address int, per_network int, overall int) -> verdict text
SELECT me_address_add($1, $2, $3, $4, $5, $6, $7);
