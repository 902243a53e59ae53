-- people-import-match()
UPDATE incoming_subscriber i SET subscriber = a.subscriber FROM address a WHERE a.address_key = i.address_key;
