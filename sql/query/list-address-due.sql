-- list-address-due() -> people bigint
SELECT address_change_due();
