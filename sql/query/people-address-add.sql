-- people-address-add(subscriber bigint, address text, address_key text)
INSERT INTO address (address_key, address, subscriber, is_primary) VALUES ($3, $2, $1, false);
