-- people-import-address()
INSERT INTO address (address_key, address, subscriber)
SELECT address_key, address, subscriber FROM incoming_subscriber WHERE is_new ORDER BY subscriber;
