-- people-import-other(address_keys text[], addresses text[], subscribers bigint[])
-- Addresses beside the one that mail goes to.
INSERT INTO address (address_key, address, subscriber, is_primary)
SELECT k, a, s, false FROM unnest($1::text[], $2::text[], $3::bigint[]) i (k, a, s);
