-- people-subscriber-find(address_key text) -> id bigint
SELECT subscriber FROM address WHERE address_key = $1;
