-- list-address-change(change bigint) -> address text, days bigint
-- A change of addresses that is still waited for, and for how many days.
SELECT address, greatest(ceil(extract(epoch FROM due_at - the_time()) / 86400), 1)::bigint FROM address_change WHERE id = $1;
