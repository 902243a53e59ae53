-- people-import-address(address_keys text[], addresses text[], subscribers bigint[])
INSERT INTO address (address_key, address, subscriber)
SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[]);
