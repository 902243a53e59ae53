-- people-address-move(old_key text, address text, address_key text)
UPDATE address SET address = $2, address_key = $3 WHERE address_key = $1;
