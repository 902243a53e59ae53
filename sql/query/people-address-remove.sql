-- people-address-remove(address_key text)
-- Only one that mail does not go to: whoever has one address keeps it.
DELETE FROM address WHERE address_key = $1 AND NOT is_primary;
