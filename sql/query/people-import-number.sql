-- people-import-number()
UPDATE incoming_subscriber SET is_new = true, subscriber = nextval(pg_get_serial_sequence('colporteur.subscriber', 'id'))
WHERE subscriber IS NULL;
