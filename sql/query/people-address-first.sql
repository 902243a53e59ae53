-- people-address-first(address_key text)
UPDATE address SET is_primary = true WHERE address_key = $1;
